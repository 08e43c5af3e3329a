export interface OutgoingRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** Kinesis's limits of a record. Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const RECORD_BYTES = 1024 * 1024;
const PARTITION_KEY_CHARACTERS = 256;

/** What counts against the stream's limits: the key as UTF-8, and the data. */
export const recordBytes = ({ partitionKey, data }: OutgoingRecord): number =>
  Buffer.byteLength(partitionKey) + data.byteLength;

/** Whether a stream can take the record at all, however often it is tried. */
export const isStorable = (record: OutgoingRecord): boolean =>
  record.partitionKey.length >= 1 &&
  record.partitionKey.length <= PARTITION_KEY_CHARACTERS &&
  recordBytes(record) <= RECORD_BYTES;

/** The `events` stream. Resolves once every record is durable: only failed entries were tried again. */
export interface EventStream {
  /**
   * Returns the indexes, in order, that could not be stored within the attempts, or never can be; empty means all are
   * durable.
   */
  put(records: readonly OutgoingRecord[]): Promise<readonly number[]>;
}
