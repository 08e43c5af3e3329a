import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import { type IdentityId, identityId } from '../../lambdas/core/identity/identity.ts';
import type { Profile, ProfileState } from '../../lambdas/core/profile/profile.ts';
import { enrichBatch } from '../../lambdas/enrich-events/enrich-batch.ts';
import type { EnrichPorts } from '../../lambdas/enrich-events/enrich-ports.ts';
import validators from '../../lambdas/generated/validators.js';
import { aKinesisEvent } from './kinesis-event.ts';
import { ARRIVAL, aRecord } from './record.ts';
import { aFixedRandom, aSleeperClock } from './virtual-time.ts';

/** `enrich-events` on memory, and what one asks of it in a test. */
export const anEnricher = (more: (ports: EnrichPorts) => Partial<EnrichPorts> = () => ({})) => {
  const profiles = memoryProfileStore();
  const consents = memoryConsentStore();
  const failed = memoryObjectStore();
  const metrics = countingMetrics();
  const clock = aSleeperClock(ARRIVAL);
  const base: EnrichPorts = {
    profiles,
    consents,
    failedEvents: failedEventsIn(failed),
    validators,
    clock,
    random: aFixedRandom(),
    metrics,
    triggers: new Set(['Product Added', 'Order Completed', 'Subscribed']),
    dedupe: { dedupeDays: 35, retentionDays: 7 },
  };
  const enrich = enrichBatch({ ...base, ...more(base) });

  const stateOf = (kind: 'user' | 'anonymous', value: string): ProfileState | undefined => {
    const follow = (id: IdentityId): ProfileState | undefined => {
      const state = profiles.states.get(id);
      if (state?.kind === 'redirect') return follow(state.to);
      return state?.kind === 'profile' ? state : undefined;
    };
    return follow(identityId({ kind, value }));
  };

  let arrivesLaterBy = 0;
  return {
    ...{ profiles, consents, failed, metrics, clock },
    /** What is handed over from now on arrived so much later. */
    laterBy: (ms: number) => {
      arrivesLaterBy += ms;
    },
    /** Hands the documents over as one batch of one shard, record n under sequence n. */
    take: (documents: readonly unknown[], from = 0) =>
      enrich(
        aKinesisEvent(
          documents.map((document, n) =>
            aRecord(document, {
              position: { shard: 'shardId-0', sequence: String(from + n), subSequence: 0 },
              arrivedAt: ARRIVAL + arrivesLaterBy,
            }),
          ),
        ),
        60_000,
      ),
    stateOf,
    profileOf: (kind: 'user' | 'anonymous', value: string): Profile | undefined => stateOf(kind, value)?.profile,
  };
};
