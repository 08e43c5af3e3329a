import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { Outbox, Parcel } from './outbox.ts';

/** Errors that asking again will not mend. Source: the Errors section of PutRecords in Kinesis's API reference. */
const FINAL: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'InvalidArgumentException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
  'KMSOptInRequired',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
  'ValidationException',
]);

export interface Destination {
  readonly client: Pick<KinesisClient, 'send'>;
  readonly streamName: string;
}

/** One PutRecords; each parcel is then delivered, returned for another try, or refused. Never throws. */
export const putParcels = async (
  { client, streamName }: Destination,
  parcels: readonly Parcel[],
  outbox: Outbox,
  now: () => number,
): Promise<void> => {
  try {
    const { Records = [] } = await client.send(
      new PutRecordsCommand({
        StreamName: streamName,
        Records: parcels.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
      }),
    );
    for (const [at, parcel] of parcels.entries()) {
      const entry = Records[at];
      if (entry?.SequenceNumber !== undefined) outbox.delivered(parcel);
      else outbox.returned(parcel, now(), new Error(entry?.ErrorCode ?? 'Kinesis said nothing of it'));
    }
  } catch (error) {
    const isFinal = error instanceof Error && FINAL.has(error.name);
    for (const parcel of parcels) {
      if (isFinal) outbox.refused(parcel, error);
      else outbox.returned(parcel, now(), error);
    }
  }
};
