import { createHash } from 'node:crypto';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { MAGIC, QUARANTINED_TAG } from './kpl.ts';

/** A record within an aggregate, under its own partition key. */
export interface AggregatedRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/**
 * A KPL aggregate of records that come out of quarantine together; each is tagged, so that it is not held again.
 * Source: https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export const writeQuarantined = (records: readonly AggregatedRecord[]): Uint8Array => {
  const keys = [...new Set(records.map(({ partitionKey }) => partitionKey))];
  const places = new Map(keys.map((key, place) => [key, place]));
  const writer = new BinaryWriter();
  for (const key of keys) writer.tag(1, WireType.LengthDelimited).string(key);
  const tag = new BinaryWriter().tag(1, WireType.LengthDelimited).string(QUARANTINED_TAG).finish();
  for (const { partitionKey, data } of records) {
    const record = new BinaryWriter()
      .tag(1, WireType.Varint)
      .uint64(places.get(partitionKey) ?? 0)
      .tag(3, WireType.LengthDelimited)
      .bytes(data)
      .tag(4, WireType.LengthDelimited)
      .bytes(tag);
    writer.tag(3, WireType.LengthDelimited).bytes(record.finish());
  }
  const message = writer.finish();
  return Buffer.concat([Buffer.from(MAGIC), message, createHash('md5').update(message).digest()]);
};
