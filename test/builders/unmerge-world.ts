import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import { archiveBatch } from '../../lambdas/archive-events/archive-batch.ts';
import validators from '../../lambdas/generated/validators.js';
import type { ProfileStore } from '../../lambdas/ports/profile-store.ts';
import type { UnmergePorts } from '../../lambdas/unmerge-profiles/unmerge-ports.ts';
import { unmergeProfiles } from '../../lambdas/unmerge-profiles/unmerge-profiles.ts';
import type { UnmergeRequest } from '../../lambdas/unmerge-profiles/unmerge-request.ts';
import { anEnricher } from './enrich.ts';
import { aKinesisEvent } from './kinesis-event.ts';
import { ARRIVAL, aRecord } from './record.ts';
import { aFixedRandom } from './virtual-time.ts';

/** What a producer says, as a document; numbered, so that each has an id and an order of its own. */
export const aSaying = (n: number, more: object) => ({
  type: 'page',
  messageId: `m-${n}`,
  source: 'web',
  timestamp: new Date(ARRIVAL - 60_000 + n).toISOString(),
  receivedAt: new Date(ARRIVAL - 60_000 + n).toISOString(),
  ...more,
});

/** Profiles, a lake beside them, and `unmerge-profiles` over both. */
export const anUnmergeWorld = () => {
  const enricher = anEnricher();
  const lake = memoryObjectStore();
  const archive = archiveBatch({ lake });
  let sequence = 1_000;
  const archived = (documents: readonly unknown[]) => {
    sequence += 100;
    const from = sequence;
    return archive(
      aKinesisEvent(
        documents.map((document, n) =>
          aRecord(document, { position: { shard: 'shardId-0', sequence: String(from + n), subSequence: 0 } }),
        ),
      ),
    );
  };
  return {
    ...enricher,
    lake,
    archived,
    /** Folded, and in the lake. */
    happen: async (...documents: readonly unknown[]) => {
      await archived(documents);
      await enricher.take(documents, sequence);
    },
    unmerge: (request: UnmergeRequest, more: Partial<UnmergePorts> = {}, remainingMs = 900_000) =>
      unmergeProfiles({
        profiles: enricher.profiles,
        lake,
        validators,
        dedupeDays: 35,
        clock: enricher.clock,
        random: aFixedRandom(),
        ...more,
      })(request, remainingMs),
    /** A store in which something happens before each commit. */
    profilesWith: (beforeCommit: () => Promise<unknown>): Pick<ProfileStore, 'load' | 'loadChunk' | 'commit'> => ({
      ...enricher.profiles,
      commit: async (changes) => {
        await beforeCommit();
        return enricher.profiles.commit(changes);
      },
    }),
  };
};
