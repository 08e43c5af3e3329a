import type { KinesisStreamEvent } from 'aws-lambda';
import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import type { IdentityId } from '../../lambdas/core/identity/identity.ts';
import type { State } from '../../lambdas/core/profile/profile.ts';
import { readFailedEvent } from '../../lambdas/decode/failed-event-json.ts';
import { type Item, itemBytes, stateFromItem, stateToItem } from '../../lambdas/decode/state-item.ts';
import { enrichBatch } from '../../lambdas/enrich-events/enrich-batch.ts';
import validators from '../../lambdas/generated/validators.js';
import { mustHold } from './fuzz-target.ts';

export const NOW = Date.UTC(2026, 10, 24, 12);

/** DynamoDB takes 400 KB; nothing that a few records can say may come near. */
const MOST_ITEM_BYTES = 200_000;

/** What a registry would say: one id for each format that is read. */
const SCHEMA_IDS: ReadonlyMap<string, string> = new Map([
  ['confluent:0', 'order-completed/1.avsc'],
  ['confluent:1', 'order-completed/1.proto'],
  ['confluent:2', 'order-completed/1.json'],
  ['glue:00000000-0000-0000-0000-000000000000', 'order-completed/1.avsc'],
]);

export interface Folded {
  readonly states: ReadonlyMap<IdentityId, State>;
  /** The table's images after each write, as its stream has them. */
  readonly images: readonly Item[];
  readonly applied: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly failed: readonly string[];
}

/** Folds records on memory ports, and holds every profile that comes of it against what profiles promise. */
export const foldRecords = async (records: readonly Uint8Array[]): Promise<Folded> => {
  const profiles = memoryProfileStore();
  const consents = memoryConsentStore();
  const failedObjects = memoryObjectStore();
  const metrics = countingMetrics();
  const images: Item[] = [];
  profiles.onWrite(({ after }) => images.push(after));
  const enrich = enrichBatch({
    profiles,
    consents,
    failedEvents: failedEventsIn(failedObjects),
    validators,
    schemas: { nameOf: (id) => SCHEMA_IDS.get(id), learn: async () => {} },
    clock: { now: () => NOW, sleep: async () => {} },
    random: { id: () => 'fuzz', fraction: () => 0.5 },
    metrics,
    triggers: new Set(['Product Added', 'Order Completed', 'Subscribed']),
    dedupe: { dedupeDays: 35, retentionDays: 7 },
  });
  const { batchItemFailures } = await enrich(toBatch(records), 60_000);
  mustHold(batchItemFailures.length === 0, 'no input blocks its shard');

  const failed = [...failedObjects.objects.values()].map((bytes) => {
    const failure = readFailedEvent(Buffer.from(bytes).toString('utf8'));
    mustHold(failure !== undefined, 'a failed event can be read back, with a known reason');
    return failure.reason;
  });
  const [received, applied, duplicates] = ['EventsReceived', 'EventsApplied', 'EventsDuplicate'].map(metrics.total);
  const refused = failed.filter((reason) => reason === 'refused').length;
  mustHold((received ?? 0) >= records.length, 'every record is an event or a failure');
  mustHold(received === (applied ?? 0) + (duplicates ?? 0) + failed.length, 'received = applied + duplicates + failed');

  let counted = 0;
  for (const [id, state] of profiles.states) counted += checkState(id, state);
  mustHold(counted === applied, 'each applied event is counted once, under its name');
  for (const consent of consents.consents.values()) {
    mustHold(Object.keys(consent.topics).length > 0, 'a change of mind is kept under its topic');
    checkJson(consent);
  }
  mustHold(Object.keys(Object.prototype).length === 0, 'no prototype is changed');
  return { states: profiles.states, images, applied: applied ?? 0, duplicates: duplicates ?? 0, refused, failed };
};

const checkState = (id: IdentityId, state: State): number => {
  const item = stateToItem(id, state);
  mustHold(itemBytes(item) <= MOST_ITEM_BYTES, 'a profile stays far below what an item may hold');
  const again = stateToItem(id, stateFromItem(item));
  mustHold(JSON.stringify(again) === JSON.stringify(item), 'a profile comes back from the table as it went');
  if (state.kind !== 'profile') return 0;
  checkJson(state.profile);
  checkJson(state.applied);
  return Object.values(state.profile.counters).reduce((sum, { count }) => sum + count, 0);
};

/** JSON.stringify turns NaN and infinities into null without a word: a number that is none must never get that far. */
const checkJson = (value: unknown): void => {
  if (typeof value === 'number') mustHold(Number.isFinite(value), 'every number on a profile is finite');
  if (typeof value !== 'object' || value === null) return;
  mustHold(
    Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype,
    'nothing on a profile has a foreign prototype',
  );
  for (const member of Object.values(value)) checkJson(member);
};

const toBatch = (records: readonly Uint8Array[]): KinesisStreamEvent => ({
  Records: records.map((data, index) => ({
    awsRegion: 'eu-central-1',
    eventID: `shardId-000000000000:${index}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:eu-central-1:000000000000:stream/events',
    eventVersion: '1.0',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/enrich-events',
    kinesis: {
      approximateArrivalTimestamp: NOW / 1_000,
      data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
      kinesisSchemaVersion: '1.0',
      partitionKey: 'fuzz',
      sequenceNumber: String(index),
    },
  })),
});
