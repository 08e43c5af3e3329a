import { z } from 'zod';
import { readFailedEvent } from '../decode/failed-event-json.ts';
import { fromKinesisRecord } from '../decode/kinesis-record.ts';
import type { OutgoingRecord } from '../ports/event-stream.ts';

const kinesisBatch = z.object({
  Records: z
    .array(
      z.object({
        eventID: z.string(),
        eventSource: z.literal('aws:kinesis'),
        eventSourceARN: z.string(),
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

/**
 * What Lambda leaves in S3 for a batch that it gave up: facts about it, and the whole event as JSON text in `payload`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
const givenUpBatch = z.object({ KinesisBatchInfo: z.object({ streamArn: z.string() }), payload: z.string() });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const fromGivenUpBatch = (document: unknown, streamName: string): readonly OutgoingRecord[] | undefined => {
  const batch = givenUpBatch.safeParse(document).data;
  if (batch === undefined || !batch.KinesisBatchInfo.streamArn.endsWith(`:stream/${streamName}`)) return undefined;
  const event = kinesisBatch.safeParse(parseJson(batch.payload)).data;
  return event?.Records.map((record) => {
    const { partitionKey, data } = fromKinesisRecord(record);
    return { partitionKey, data };
  });
};

/**
 * The raw records in an object of the failed-events bucket: one of a failed event, all of a batch that Lambda gave up.
 * Undefined for anything else, as a given-up batch of another stream or of a table's.
 */
export const recordsIn = (object: Uint8Array, streamName: string): readonly OutgoingRecord[] | undefined => {
  const text = Buffer.from(object).toString('utf8');
  const failed = readFailedEvent(text);
  if (failed !== undefined) return [{ partitionKey: failed.partitionKey, data: failed.raw }];
  return fromGivenUpBatch(parseJson(text), streamName);
};
