import { createHash } from 'node:crypto';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { limits } from '../limits.ts';
import { refuse } from '../refusal.ts';
import type { Framing, Opened } from './framing.ts';

export const MAGIC = [0xf3, 0x89, 0x9a, 0xc2];
const MD5_BYTES = 16;

/** A tag of ours, by which records that were put back out of quarantine are known. */
export const QUARANTINED_TAG = 'kairos-quarantined';

interface Entry {
  readonly partitionKeyIndex: number | undefined;
  readonly data: Uint8Array | undefined;
  readonly wasQuarantined: boolean;
}

/**
 * Aggregates of the Kinesis Producer Library: magic, AggregatedRecord, MD5 of it. Explicit hash keys are passed over,
 * which only said which shard to take, and so are all tags but ours.
 * Source: https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export const kpl: Framing = {
  name: 'a KPL aggregate',
  matches: (bytes) => MAGIC.every((byte, index) => bytes[index] === byte),
  open: (bytes) => {
    const end = bytes.byteLength - MD5_BYTES;
    if (end < MAGIC.length) return refuse('broken_framing', 'is a KPL aggregate cut short');
    const message = bytes.subarray(MAGIC.length, end);
    const sum = createHash('md5').update(message).digest();
    if (!sum.equals(bytes.subarray(end))) return refuse('broken_framing', 'is a KPL aggregate whose checksum is wrong');
    try {
      return readAggregate(message);
    } catch {
      return malformed;
    }
  },
};

const malformed = refuse('broken_framing', 'is a KPL aggregate that is not well formed');

/** Throws where the bytes are no protobuf. */
const readAggregate = (message: Uint8Array): Opened => {
  const reader = new BinaryReader(message);
  const partitionKeys: string[] = [];
  const entries: Entry[] = [];
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1 && wireType === WireType.LengthDelimited) partitionKeys.push(reader.string());
    else if (field === 3 && wireType === WireType.LengthDelimited) {
      if (entries.length === limits.messagesAnAggregate) return tooMany;
      entries.push(readEntry(reader.bytes()));
    } else reader.skip(wireType, field);
  }
  if (entries.length === 0) return refuse('broken_framing', 'is a KPL aggregate of nothing');
  return {
    kind: 'records',
    records: entries.map(({ partitionKeyIndex, data, wasQuarantined }) => ({
      partitionKey: partitionKeyIndex === undefined ? undefined : partitionKeys[partitionKeyIndex],
      data,
      ...(wasQuarantined ? { wasQuarantined } : {}),
    })),
  };
};

const tooMany = refuse('too_large', `aggregates more than ${limits.messagesAnAggregate} records`);

const readEntry = (bytes: Uint8Array): Entry => {
  const reader = new BinaryReader(bytes);
  let partitionKeyIndex: number | undefined;
  let data: Uint8Array | undefined;
  let wasQuarantined = false;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1 && wireType === WireType.Varint) partitionKeyIndex = Number(reader.uint64());
    else if (field === 3 && wireType === WireType.LengthDelimited) data = reader.bytes();
    else if (field === 4 && wireType === WireType.LengthDelimited)
      wasQuarantined ||= readTagKey(reader.bytes()) === QUARANTINED_TAG;
    else reader.skip(wireType, field);
  }
  return { partitionKeyIndex, data, wasQuarantined };
};

const readTagKey = (bytes: Uint8Array): string | undefined => {
  const reader = new BinaryReader(bytes);
  let key: string | undefined;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1 && wireType === WireType.LengthDelimited) key = reader.string();
    else reader.skip(wireType, field);
  }
  return key;
};
