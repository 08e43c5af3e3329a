import type { DynamoDBStreamEvent } from 'aws-lambda';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memorySendLedger } from '../../lambdas/adapters/memory/memory-send-ledger.ts';
import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import { decideSends } from '../../lambdas/decide-sends/decide-sends.ts';
import type { Item } from '../../lambdas/decode/state-item.ts';
import { several } from './chance.ts';
import { foldRecords, NOW } from './fold-world.ts';
import { type FuzzTarget, mustHold } from './fuzz-target.ts';
import { hostileBytes } from './hostile-bytes.ts';

/** Records of the stream: each becomes a typed failure or an event on a sound profile, and decisions can be made of it. */
export const decodeTarget: FuzzTarget = {
  name: 'decode',
  share: 0.48,
  boundMs: 2_000,
  open: async () => {
    const { default: book } = await import('../../lambdas/generated/campaigns.js');
    return {
      tryOne: async (chance) => {
        const folded = await foldRecords(several(chance, 1, 3, (index) => hostileBytes(chance, index)));
        if (folded.images.length > 0) await decide(book, folded.images);
        return [
          ...Array.from({ length: folded.applied }, () => 'applied'),
          ...Array.from({ length: folded.duplicates }, () => 'duplicate'),
          ...folded.failed.map((reason) => `failed: ${reason}`),
        ];
      },
    };
  },
};

const decide = async (book: CampaignBook, images: readonly Item[]): Promise<void> => {
  const consents = memoryConsentStore();
  const ledger = memorySendLedger({ profiles: memoryProfileStore(), consents });
  const { batchItemFailures } = await decideSends({
    book,
    ledger,
    consents,
    queues: { enqueue: async () => {} },
    clock: { now: () => NOW, sleep: async () => {} },
    random: { id: () => 'random', fraction: () => 0.5 },
    metrics: countingMetrics(),
  })(toStreamEvent(images));
  mustHold(batchItemFailures.length === 0, 'every profile can be decided on');
  for (const row of ledger.rows.values())
    mustHold(Number.isFinite(row.dueAt) && Number.isFinite(row.ttl), 'every send has its times');
};

const toStreamEvent = (images: readonly Item[]): DynamoDBStreamEvent => ({
  Records: images.map((image, index) => ({
    dynamodb: { SequenceNumber: String(index), NewImage: streamImage(image) },
  })),
});

const streamImage = (image: Item) =>
  Object.fromEntries(
    Object.entries(image).map(([name, { S, N, B }]) => [
      name,
      S !== undefined ? { S } : N !== undefined ? { N } : { B: Buffer.from(B ?? []).toString('base64') },
    ]),
  );
