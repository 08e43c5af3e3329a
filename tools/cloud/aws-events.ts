import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type {
  DynamoDBStreamEvent,
  KinesisStreamEvent,
  ScheduledEvent,
  SQSEvent,
  AttributeValue as StreamedValue,
} from 'aws-lambda';
import type { Instant } from '../../lambdas/core/event/event.ts';
import type { ReceivedMessage } from './queue.ts';
import type { StreamRecord } from './stream-log.ts';

export const REGION = 'eu-west-1';
export const ACCOUNT = '000000000000';
export const streamArn = (name: string): string => `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/${name}`;
export const tableStreamArn = (table: string): string =>
  `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}/stream/2020-01-01T00:00:00.000`;
const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

/** What a function gets from a Kinesis stream. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export const kinesisEvent = (
  stream: string,
  shardId: string,
  records: readonly StreamRecord<Uint8Array>[],
): KinesisStreamEvent => ({
  Records: records.map(({ sequence, partitionKey, arrivedAt, content }) => ({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber: sequence,
      data: Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64'),
      approximateArrivalTimestamp: arrivedAt / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequence}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/embedded`,
    awsRegion: REGION,
    eventSourceARN: streamArn(stream),
  })),
});

export type Item = Readonly<Record<string, AttributeValue>>;

/** One write of a table, as its stream tells it. */
export interface ItemChange {
  readonly keys: Item;
  readonly before?: Item;
  readonly after?: Item;
}

/** Lambda hands binary attributes over as base64. */
const streamedItem = (item: Item): Record<string, StreamedValue> =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      // The SDK and Lambda describe the same JSON with two types that differ for binary values alone.
      value.B === undefined ? (value as StreamedValue) : { B: Buffer.from(value.B).toString('base64') },
    ]),
  );

const changeName = ({ before, after }: ItemChange): 'INSERT' | 'MODIFY' | 'REMOVE' => {
  if (after === undefined) return 'REMOVE';
  return before === undefined ? 'INSERT' : 'MODIFY';
};

/** What a function gets from a table's stream. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export const dynamoDbEvent = (table: string, records: readonly StreamRecord<ItemChange>[]): DynamoDBStreamEvent => ({
  Records: records.map(({ sequence, arrivedAt, content }) => ({
    eventID: sequence,
    eventName: changeName(content),
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: REGION,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(arrivedAt / 1000),
      Keys: streamedItem(content.keys),
      ...(content.after === undefined ? {} : { NewImage: streamedItem(content.after) }),
      ...(content.before === undefined ? {} : { OldImage: streamedItem(content.before) }),
      SequenceNumber: sequence,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: tableStreamArn(table),
  })),
});

/** What a function gets from a queue. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export const sqsEvent = (queue: string, messages: readonly ReceivedMessage[]): SQSEvent => ({
  Records: messages.map((message) => ({
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentAt),
      SenderId: ACCOUNT,
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn(queue),
    awsRegion: REGION,
  })),
});

/** What a function gets from an EventBridge rule. */
export const scheduledEvent = (rule: string, id: string, at: Instant): ScheduledEvent => ({
  version: '0',
  id,
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: ACCOUNT,
  time: new Date(at).toISOString(),
  region: REGION,
  resources: [`arn:aws:events:${REGION}:${ACCOUNT}:rule/${rule}`],
  detail: {},
});

/** What a queue gets from an SNS topic without raw delivery. */
export const snsEnvelope = (topic: string, id: string, at: Instant, message: string): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: id,
    TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:${topic}`,
    Message: message,
    Timestamp: new Date(at).toISOString(),
    SignatureVersion: '1',
    Signature: '',
    SigningCertURL: '',
    UnsubscribeURL: '',
  });
