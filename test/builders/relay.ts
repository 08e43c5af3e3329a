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

export interface KafkaRecord {
  readonly partition?: number;
  readonly offset?: number;
  readonly timestamp?: number;
  readonly key?: string | Uint8Array;
  readonly value?: string | Uint8Array;
}

/** As Lambda hands it over: https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html */
export const aKafkaBatch = (records: readonly KafkaRecord[], eventSource = 'aws:kafka') => {
  const byPartition: Record<string, object[]> = {};
  for (const { partition = 0, offset = 15, timestamp = 1_545_084_650_987, key, value } of records)
    byPartition[`shop.events-${partition}`] = [
      ...(byPartition[`shop.events-${partition}`] ?? []),
      {
        topic: 'shop.events',
        partition,
        offset,
        timestamp,
        timestampType: 'CREATE_TIME',
        ...(key === undefined ? {} : { key: base64(key) }),
        ...(value === undefined ? {} : { value: base64(value) }),
        headers: [{ traceparent: [48, 48] }],
      },
    ];
  return {
    eventSource,
    ...(eventSource === 'aws:kafka'
      ? { eventSourceArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/shop/6cc0432b-8618-4f44-bccc-e1fbd8fb7c4d-2' }
      : {}),
    bootstrapServers: 'b-2.shop.kafka.eu-west-1.amazonaws.com:9092,b-1.shop.kafka.eu-west-1.amazonaws.com:9092',
    records: byPartition,
  };
};
