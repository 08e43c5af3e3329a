import { z } from 'zod';
import type { Instant } from '../core/event/event.ts';
import type { FailedEvent } from '../core/failure/failed-event.ts';
import { readFailedEvent } from './failed-event-json.ts';
import { jsonText } from './json-text.ts';
import { readKafkaEvent } from './kafka-event.ts';
import { fromKinesisRecord } from './kinesis-record.ts';
import { toRelayedRecord } from './relayed-record.ts';

/** What lies in the failed-events bucket. */
export type FailedObject =
  | { readonly kind: 'event'; readonly failure: FailedEvent }
  | { readonly kind: 'batch'; readonly batch: GivenUpBatch }
  | { readonly kind: 'foreign' };

/** A batch that Lambda gave up, with all that the function would have got again. */
export interface GivenUpBatch {
  readonly functionName: string;
  /** `RetryAttemptsExhausted`, `MaximumRecordAgeExceeded`. */
  readonly condition: string;
  readonly firstArrivedAt: Instant;
  readonly source: BatchSource;
}

export type BatchSource =
  | { readonly kind: 'stream'; readonly name: string; readonly records: readonly RawRecord[] }
  /** Of a Kafka relay: as it would have put them. */
  | { readonly kind: 'broker'; readonly name: string; readonly records: readonly RawRecord[] }
  /** Its event is the function's own: nobody else reads it. */
  | { readonly kind: 'table'; readonly name: string; readonly records: number; readonly event: unknown };

export interface RawRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

const arrival = z.iso.datetime({ offset: true }).transform((text): Instant => Date.parse(text));
const requestContext = z.object({ functionArn: z.string(), condition: z.string() });
const info = { approximateArrivalOfFirstRecord: arrival, streamArn: z.string() };

const kinesisEvent = z.object({
  Records: z
    .array(
      z.object({
        eventID: z.string(),
        eventSource: z.literal('aws:kinesis'),
        kinesis: z.object({
          partitionKey: z.string(),
          sequenceNumber: z.string(),
          data: z.base64(),
          approximateArrivalTimestamp: z.number(),
        }),
      }),
    )
    .min(1),
});
const tableEvent = z.looseObject({
  Records: z.array(z.looseObject({ eventSource: z.literal('aws:dynamodb') })).min(1),
});

const kafkaEvent = z.unknown().transform((event, context) => {
  const messages = readKafkaEvent(event);
  if (messages !== undefined) return messages.map(toRelayedRecord);
  context.addIssue({ code: 'custom', message: 'is no batch of Kafka' });
  return z.NEVER;
});
const kafkaInfo = z.object({ eventSourceArn: z.string().optional(), bootstrapServers: z.string().optional() });

/**
 * What Lambda leaves in S3 for a batch that it gave up, of a stream's, a table's and a Kafka's likewise: facts about it,
 * and the whole event as JSON text in `payload`.
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
 */
const givenUpBatch = z.union([
  z.object({ requestContext, KinesisBatchInfo: z.object(info), payload: jsonText(kinesisEvent) }),
  z.object({ requestContext, DDBStreamBatchInfo: z.object(info), payload: jsonText(tableEvent) }),
  z.object({ requestContext, timestamp: arrival, KafkaBatchInfo: kafkaInfo, payload: jsonText(kafkaEvent) }),
]);

/** `…:stream/kairos-dev-events` and `…:table/kairos-dev-profiles/stream/2026-…`: the name in the middle. */
const nameIn = (arn: string): string => arn.split(':').slice(5).join(':').split('/')[1] ?? '';

/** What the object's bytes are: a failed event, a batch that Lambda gave up, or something of somebody else's. */
export const readFailedObject = (bytes: Uint8Array): FailedObject => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const failure = readFailedEvent(text);
  if (failure !== undefined) return { kind: 'event', failure };
  const batch = jsonText(givenUpBatch).safeParse(text).data;
  return batch === undefined ? { kind: 'foreign' } : { kind: 'batch', batch: toBatch(batch) };
};

const toBatch = (batch: z.infer<typeof givenUpBatch>): GivenUpBatch => {
  const { functionArn, condition } = batch.requestContext;
  return { functionName: functionArn.split(':')[6] ?? '', condition, ...whence(batch) };
};

const whence = (batch: z.infer<typeof givenUpBatch>): Pick<GivenUpBatch, 'firstArrivedAt' | 'source'> => {
  if ('KinesisBatchInfo' in batch) {
    const { streamArn, approximateArrivalOfFirstRecord: firstArrivedAt } = batch.KinesisBatchInfo;
    const records = batch.payload.Records.map(toRaw);
    return { firstArrivedAt, source: { kind: 'stream', name: nameIn(streamArn), records } };
  }
  if ('DDBStreamBatchInfo' in batch) {
    const { streamArn, approximateArrivalOfFirstRecord: firstArrivedAt } = batch.DDBStreamBatchInfo;
    const records = batch.payload.Records.length;
    return { firstArrivedAt, source: { kind: 'table', name: nameIn(streamArn), records, event: batch.payload } };
  }
  const { eventSourceArn, bootstrapServers } = batch.KafkaBatchInfo;
  const name = eventSourceArn === undefined ? (bootstrapServers ?? '') : nameIn(eventSourceArn);
  // It never arrived here: it was given up at that time, minutes after its first attempt.
  return { firstArrivedAt: batch.timestamp, source: { kind: 'broker', name, records: batch.payload } };
};

const toRaw = (record: Parameters<typeof fromKinesisRecord>[0]): RawRecord => {
  const { partitionKey, data } = fromKinesisRecord(record);
  return { partitionKey, data };
};
