import { createHash } from 'node:crypto';
import type { Instant } from '../../lambdas/core/event/event.ts';

/** One record of a shard; `offset` counts from the shard's first ever record. */
export interface StreamRecord<Content> {
  readonly offset: number;
  /** Decimal digits of one length: they sort as text as they do as numbers. */
  readonly sequence: string;
  readonly partitionKey: string;
  readonly arrivedAt: Instant;
  readonly content: Content;
}

export interface Shard {
  readonly id: string;
  /** Inclusive bounds, 128 bit. */
  readonly firstHashKey: bigint;
  readonly lastHashKey: bigint;
  readonly firstSequence: string;
  /** The shards that were split or merged into this one: their records come first. */
  readonly parentIds: readonly string[];
}

export interface StreamLogOptions {
  readonly name: string;
  readonly shards: number;
  readonly retentionMs: number;
  /** Kinesis's sequence numbers have 56 digits and begin with 49; those of DynamoDB streams have 21 or more. */
  readonly sequence: { readonly prefix: string; readonly digits: number };
  readonly now: () => Instant;
}

/** An append-only log in shards, as Kinesis and DynamoDB Streams are: a reader keeps its own place in it. */
export interface StreamLog<Content> {
  readonly name: string;
  readonly shards: readonly Shard[];
  append(
    partitionKey: string,
    content: Content,
    explicitHashKey?: bigint,
  ): { readonly shardId: string; readonly sequence: string };
  /** At most `limit` records from `offset` on, or from the oldest kept. */
  read(shardId: string, offset: number, limit: number): readonly StreamRecord<Content>[];
  /** Offset of the oldest record kept. */
  oldest(shardId: string): number;
  /** Offset that the next record gets. */
  end(shardId: string): number;
  /** Drops what comes before `offset`, for whoever knows that every reader is past it. */
  forget(shardId: string, offset: number): void;
  /** Closes the open shards and opens `count` new ones in their place, as UpdateShardCount does. */
  reshard(count: number): void;
  onAppend(listener: (record: StreamRecord<Content>, shardId: string) => void): void;
  /** Records ever appended. */
  appended(): number;
}

/** What a log holds, by shard. */
export interface StreamTable<Content> {
  count: number;
  readonly shards: Map<string, { trimmed: number; records: StreamRecord<Content>[] }>;
}

export const emptyStreamTable = <Content>(): StreamTable<Content> => ({ count: 0, shards: new Map() });

const HASH_KEYS = 1n << 128n;

/** Where a partition key falls: MD5, as Kinesis documents it. */
export const hashKeyOf = (partitionKey: string): bigint =>
  BigInt(`0x${createHash('md5').update(partitionKey, 'utf8').digest('hex')}`);

/** `count` shards of even width, named from `from` on. */
const evenShards = (
  count: number,
  from: number,
  firstSequence: string,
  parents: readonly Shard[],
): readonly Shard[] => {
  const width = HASH_KEYS / BigInt(count);
  return Array.from({ length: count }, (_, index) => {
    const firstHashKey = BigInt(index) * width;
    const lastHashKey = index === count - 1 ? HASH_KEYS - 1n : firstHashKey + width - 1n;
    const overlaps = (parent: Shard) => parent.firstHashKey <= lastHashKey && firstHashKey <= parent.lastHashKey;
    const parentIds = parents.filter(overlaps).map(({ id }) => id);
    return { id: shardName(from + index), firstHashKey, lastHashKey, firstSequence, parentIds };
  });
};

const shardName = (index: number): string => `shardId-${String(index).padStart(12, '0')}`;

/** Writes into `table`. */
export const streamLog = <Content>(
  options: StreamLogOptions,
  table = emptyStreamTable<Content>(),
): StreamLog<Content> => {
  const { name, retentionMs, now } = options;
  const sequenceAt = (value: number): string =>
    options.sequence.prefix + String(value).padStart(options.sequence.digits - options.sequence.prefix.length, '0');
  let open = evenShards(options.shards, 0, sequenceAt(0), []);
  const shards: Shard[] = [...open];
  const kept = table.shards;
  for (const { id } of shards) if (!kept.has(id)) kept.set(id, { trimmed: 0, records: [] });
  const listeners: ((record: StreamRecord<Content>, shardId: string) => void)[] = [];
  const contents = (shardId: string) => {
    const shard = kept.get(shardId);
    if (shard === undefined) throw new RangeError(`no shard ${shardId} in ${name}`);
    return shard;
  };
  const shardIdFor = (hashKey: bigint): string => {
    const shard = open.find(({ lastHashKey }) => hashKey <= lastHashKey);
    if (shard === undefined) throw new RangeError('a hash key has 128 bits');
    return shard.id;
  };
  const trim = (shard: { trimmed: number; records: StreamRecord<Content>[] }): void => {
    const horizon = now() - retentionMs;
    let gone = 0;
    for (let record = shard.records[0]; record !== undefined && record.arrivedAt < horizon; ) {
      gone += 1;
      record = shard.records[gone];
    }
    // Moving an array's contents for a single record would make a long replay quadratic.
    if (gone > 1_000 || (gone > 0 && gone === shard.records.length)) {
      shard.records.splice(0, gone);
      shard.trimmed += gone;
    }
  };
  return {
    name,
    shards,
    append: (partitionKey, content, explicitHashKey) => {
      // One shard holds every key: hashing would be for nothing.
      const only = open.length === 1 ? open[0] : undefined;
      const shardId = only?.id ?? shardIdFor(explicitHashKey ?? hashKeyOf(partitionKey));
      const shard = contents(shardId);
      if ((shard.records.length & 255) === 0) trim(shard);
      table.count += 1;
      const record: StreamRecord<Content> = {
        offset: shard.trimmed + shard.records.length,
        sequence: sequenceAt(table.count),
        partitionKey,
        arrivedAt: now(),
        content,
      };
      shard.records.push(record);
      for (const listener of listeners) listener(record, shardId);
      return { shardId, sequence: record.sequence };
    },
    read: (shardId, offset, limit) => {
      const { trimmed, records } = contents(shardId);
      const from = Math.max(0, offset - trimmed);
      return records.slice(from, from + limit);
    },
    oldest: (shardId) => contents(shardId).trimmed,
    end: (shardId) => contents(shardId).trimmed + contents(shardId).records.length,
    forget: (shardId, offset) => {
      const shard = contents(shardId);
      const gone = Math.min(shard.records.length, Math.max(0, offset - shard.trimmed));
      shard.records.splice(0, gone);
      shard.trimmed += gone;
    },
    reshard: (to) => {
      open = evenShards(to, shards.length, sequenceAt(table.count + 1), open);
      for (const shard of open) {
        shards.push(shard);
        kept.set(shard.id, { trimmed: 0, records: [] });
      }
    },
    onAppend: (listener) => void listeners.push(listener),
    appended: () => table.count,
  };
};
