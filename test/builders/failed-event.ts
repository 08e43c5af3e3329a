import type { FailedEvent } from '../../lambdas/core/failure/failed-event.ts';
import type { StreamRecord } from '../../lambdas/decode/decode-record.ts';
import { aKinesisEvent } from './kinesis-event.ts';
import { ARRIVAL, aMessage } from './record.ts';

/** A failed event around a document, or around bytes: one that would pass by now unless told otherwise. */
export const aFailedEvent = (content: object | Uint8Array = {}, more: Partial<FailedEvent> = {}): FailedEvent => ({
  reason: 'schema_violation',
  detail: 'must be number',
  path: '/properties/total',
  schema: 'https://schemas.kairos.example/order-completed/1.json',
  source: 'website',
  receivedAt: ARRIVAL,
  position: { shard: 'shardId-000000000000', sequence: '1001', subSequence: 0 },
  partitionKey: 'u-1',
  raw: content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(aMessage(content))),
  ...more,
});

const info = (arn: string) => ({
  shardId: 'shardId-000000000000',
  approximateArrivalOfFirstRecord: new Date(ARRIVAL).toISOString(),
  streamArn: arn,
});
const requestContext = (functionName: string) => ({
  functionArn: `arn:aws:lambda:eu-west-1:000000000000:function:${functionName}`,
  condition: 'RetryAttemptsExhausted',
});

/** As Lambda's on-failure destination writes it, for a batch of a stream. */
export const aGivenUpBatch = (records: readonly StreamRecord[], stream = 'events') =>
  Buffer.from(
    JSON.stringify({
      requestContext: requestContext('enrich-events'),
      KinesisBatchInfo: info(`arn:aws:kinesis:eu-west-1:000000000000:stream/${stream}`),
      payload: JSON.stringify(aKinesisEvent(records, stream)),
    }),
  );

/** The same for a batch of a table's changes. */
export const aGivenUpTableBatch = (table = 'profiles') =>
  Buffer.from(
    JSON.stringify({
      requestContext: requestContext('decide-sends'),
      DDBStreamBatchInfo: info(`arn:aws:dynamodb:eu-west-1:000000000000:table/${table}/stream/2026-01-01T00:00:00.000`),
      payload: JSON.stringify({ Records: [{ eventSource: 'aws:dynamodb', eventID: 'change-1' }] }),
    }),
  );

/** The same for a batch of Kafka's, which arrived nowhere. */
export const aGivenUpKafkaBatch = (batch: object) =>
  Buffer.from(
    JSON.stringify({
      requestContext: requestContext('relay-kafka'),
      version: '1.0',
      timestamp: new Date(ARRIVAL).toISOString(),
      KafkaBatchInfo: { batchSize: 2, bootstrapServers: 'kafka-1:9092', payloadSize: 1_162, recordsInfo: {} },
      payload: JSON.stringify(batch),
    }),
  );
