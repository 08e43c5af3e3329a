import type { KinesisStreamEvent } from 'aws-lambda';
import type { StreamRecord } from '../decode/decode-record.ts';
import { fromKinesisRecord } from '../decode/kinesis-record.ts';
import { writeLakeObject } from '../decode/lake-row.ts';
import type { ObjectStore } from '../ports/object-store.ts';

export interface ArchivePorts {
  readonly lake: ObjectStore;
}

/** By the first record's arrival, so that the same batch again has the same key. */
const lakeKey = (first: StreamRecord, last: StreamRecord): string => {
  const arrival = new Date(first.arrivedAt).toISOString();
  const partition = `dt=${arrival.slice(0, 10)}/hour=${arrival.slice(11, 13)}`;
  return `raw/${partition}/${first.position.shard}-${first.position.sequence}-${last.position.sequence}.ndjson.zst`;
};

/**
 * Writes a batch to the lake as it came, one object a batch. Throws where the lake cannot be reached: Lambda then
 * hands over the same batch again, which overwrites itself.
 */
export const archiveBatch =
  ({ lake }: ArchivePorts) =>
  async (batch: KinesisStreamEvent): Promise<void> => {
    const records = batch.Records.map(fromKinesisRecord);
    const [first, last] = [records[0], records.at(-1)];
    if (first === undefined || last === undefined) return;
    await lake.put(lakeKey(first, last), writeLakeObject(records), 'application/zstd');
  };
