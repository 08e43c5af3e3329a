import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryEventStream } from '../../lambdas/adapters/memory/event-stream.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import { readFailedEvent } from '../../lambdas/decode/failed-event-json.ts';
import type { EventStream } from '../../lambdas/ports/event-stream.ts';
import type { RelayPorts } from '../../lambdas/steps/relay-records.ts';
import { aFixedRandom, aSleeperClock } from './virtual-time.ts';

/** What a relay works with, and what came of it. */
export const aRelayWorld = (stream: Partial<EventStream> = {}) => {
  const events = memoryEventStream();
  const bucket = memoryObjectStore();
  const metrics = countingMetrics();
  const ports: RelayPorts = {
    events: { ...events, ...stream },
    failedEvents: failedEventsIn(bucket),
    clock: aSleeperClock(Date.UTC(2026, 10, 24, 12)),
    random: aFixedRandom(),
    metrics,
  };
  return {
    ports,
    metrics,
    events,
    /** Partition key and text of each record on the stream. */
    relayed: () => events.records.map(({ partitionKey, data }) => [partitionKey, Buffer.from(data).toString()]),
    failed: () => [...bucket.objects.values()].map((bytes) => readFailedEvent(Buffer.from(bytes).toString())),
  };
};

export const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
