import type { KinesisStreamEvent } from 'aws-lambda';
import type { StreamRecord } from '../../lambdas/decode/decode-record.ts';

/** The records as Lambda hands them over. */
export const aKinesisEvent = (records: readonly StreamRecord[], stream = 'events'): KinesisStreamEvent => ({
  Records: records.map(({ position, partitionKey, arrivedAt, data }) => ({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber: position.sequence,
      data: Buffer.from(data).toString('base64'),
      approximateArrivalTimestamp: arrivedAt / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${position.shard}:${position.sequence}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/test',
    awsRegion: 'eu-west-1',
    eventSourceARN: `arn:aws:kinesis:eu-west-1:000000000000:stream/${stream}`,
  })),
});
