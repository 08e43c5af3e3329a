import type { KinesisStreamRecord } from 'aws-lambda';
import type { StreamRecord } from './decode-record.ts';

/** What is read of a record, so that one that was kept in a file will do as well. */
type LambdaRecord = Pick<KinesisStreamRecord, 'eventID'> & {
  readonly kinesis: Omit<KinesisStreamRecord['kinesis'], 'kinesisSchemaVersion'>;
};

/**
 * A record as Lambda hands it over: `eventID` is `<shard>:<sequence>`, the arrival is seconds with a fraction.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export const fromKinesisRecord = ({ eventID, kinesis }: LambdaRecord): StreamRecord => ({
  position: { shard: eventID.split(':', 1)[0] ?? '', sequence: kinesis.sequenceNumber, subSequence: 0 },
  partitionKey: kinesis.partitionKey,
  arrivedAt: Math.round(kinesis.approximateArrivalTimestamp * 1000),
  data: Buffer.from(kinesis.data, 'base64'),
});
