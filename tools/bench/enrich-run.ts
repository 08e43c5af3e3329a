import type { KinesisStreamEvent } from 'aws-lambda';
import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import type { IdentityId } from '../../lambdas/core/identity/identity.ts';
import type { ChunkKey, SeenId, State } from '../../lambdas/core/profile/profile.ts';
import { nothingWatched, type SegmentWatch } from '../../lambdas/core/segment/watch.ts';
import { itemBytes, stateToItem } from '../../lambdas/decode/state-item.ts';
import { enrichBatch } from '../../lambdas/enrich-events/enrich-batch.ts';
import validators from '../../lambdas/generated/validators.js';
import type { TrafficRecord } from './session-traffic.ts';

export interface EnrichRun {
  readonly events: number;
  readonly elapsedNs: number;
  /** STATE items and chunks that were written. */
  readonly stateWrites: number;
  readonly chunkWrites: number;
  /** What it should be: distinct people a batch, counted from the records themselves. */
  readonly distinctPeople: number;
  readonly itemBytes: readonly number[];
}

/** As Lambda hands them over: base64 in JSON, `size` a batch. */
export const toBatches = (records: readonly TrafficRecord[], size: number): readonly KinesisStreamEvent[] =>
  Array.from({ length: Math.ceil(records.length / size) }, (_, batch) => ({
    Records: records.slice(batch * size, (batch + 1) * size).map(({ at, partitionKey, data }, n) => ({
      awsRegion: 'eu-central-1',
      eventID: `shardId-000000000000:${batch * size + n}`,
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: 'arn:aws:kinesis:eu-central-1:000000000000:stream/events',
      eventVersion: '1.0',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/enrich-events',
      kinesis: {
        approximateArrivalTimestamp: at / 1000,
        data: Buffer.from(data).toString('base64'),
        kinesisSchemaVersion: '1.0',
        partitionKey,
        sequenceNumber: String(batch * size + n),
      },
    })),
  }));

const entryOf = <Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): readonly (readonly [Key, Value])[] => {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
};

/** Runs the enrich path, one batch after the other, on ports that do nothing but remember: no codec, no limits. */
export const runEnrich = async (
  records: readonly TrafficRecord[],
  size: number,
  watch: SegmentWatch = nothingWatched,
): Promise<EnrichRun> => {
  const states = new Map<IdentityId, State>();
  const chunks = new Map<ChunkKey, readonly SeenId[]>();
  let [stateWrites, chunkWrites] = [0, 0];
  const enrich = enrichBatch({
    profiles: {
      load: async (ids) => new Map(ids.flatMap((id) => entryOf(states, id))),
      loadChunk: async (key) => chunks.get(key) ?? [],
      mergesInto: async () => [],
      profilesAt: async () => [],
      commit: async (changes) => {
        for (const change of changes) {
          if (change.kind === 'state') states.set(change.id, change.state);
          if (change.kind === 'state' && change.state.kind === 'profile') stateWrites += 1;
          if (change.kind === 'chunk') chunks.set(change.key, change.ids);
          if (change.kind === 'chunk') chunkWrites += 1;
        }
        return 'committed';
      },
    },
    consents: memoryConsentStore(),
    failedEvents: failedEventsIn(memoryObjectStore()),
    validators,
    clock: { now: () => records.at(-1)?.at ?? 0, sleep: async () => {} },
    random: { id: () => 'bench', fraction: () => 0 },
    metrics: countingMetrics(),
    triggers: new Set(['Product Added', 'Order Completed', 'Subscribed']),
    watch,
    dedupe: { dedupeDays: 35, retentionDays: 7 },
    // Kept on each item; a log's events all arrive within a moment here, so nobody is held.
    hotKeys: { eventsAWindow: Infinity, windowMs: 1, quarantineMs: 1, shareOfABatch: 1, eventsABatch: Infinity },
  });
  const batches = toBatches(records, size);
  const start = process.hrtime.bigint();
  for (const batch of batches) await enrich(batch, 60_000);
  const elapsedNs = Number(process.hrtime.bigint() - start);
  const people = batches.map(({ Records }) => new Set(Records.map(({ kinesis }) => kinesis.partitionKey)).size);
  return {
    events: records.length,
    elapsedNs,
    stateWrites,
    chunkWrites,
    distinctPeople: people.reduce((sum, n) => sum + n, 0),
    itemBytes: [...states]
      .filter(([, state]) => state.kind === 'profile')
      .map(([id, state]) => itemBytes(stateToItem(id, state)))
      .sort((a, b) => a - b),
  };
};

/** The floor: what reading the same records costs without doing anything with them. */
export const runParse = (records: readonly TrafficRecord[], size: number): { readonly elapsedNs: number } => {
  const batches = toBatches(records, size);
  const start = process.hrtime.bigint();
  for (const { Records } of batches) {
    for (const { kinesis } of Records) JSON.parse(Buffer.from(kinesis.data, 'base64').toString());
  }
  return { elapsedNs: Number(process.hrtime.bigint() - start) };
};
