import type { EventSourceMappingProps } from './event-source-mapping-props.ts';
import { addRecord, isEmpty, type Lane, openLane, undoneOffsets } from './mapping-lane.ts';
import { hashKeyOf, type StreamRecord } from './stream-log.ts';

interface Reader<Content> {
  readonly shardId: string;
  readonly lanes: readonly Lane<Content>[];
  offset: number;
}

/** A mapping's readers of all shards: each from its checkpoint, a child only once its parents are done with. */
export interface ShardReaders<Content> {
  /** Takes over what the shards have, and gives all lanes. */
  pull(): readonly Lane<Content>[];
  /** Remembers in each shard the first record that is not done with. */
  checkpoint(): void;
}

export const shardReaders = <Content>(props: EventSourceMappingProps<Content>): ShardReaders<Content> => {
  const { name, stream, options, checkpoints } = props;
  const readers: Reader<Content>[] = [];
  const isReadOut = (shardId: string): boolean => {
    const reader = readers.find((one) => one.shardId === shardId);
    return reader !== undefined && reader.offset >= stream.end(shardId) && reader.lanes.every(isEmpty);
  };
  /** A shard is read once its parents are done with: a key's records stay in order over a split or merge. */
  const openReaders = (): void => {
    if (readers.length === stream.shards.length) return;
    for (const { id, parentIds } of stream.shards) {
      if (readers.some(({ shardId }) => shardId === id) || !parentIds.every(isReadOut)) continue;
      const offset = Math.max(stream.oldest(id), checkpoints?.get(name, id) ?? 0);
      const lanes = Array.from({ length: options.parallelizationFactor }, () => openLane<Content>(id));
      readers.push({ shardId: id, offset, lanes });
    }
  };

  const laneOf = ({ lanes }: Reader<Content>, { partitionKey }: StreamRecord<Content>): Lane<Content> | undefined =>
    lanes[lanes.length === 1 ? 0 : Number(hashKeyOf(partitionKey) % BigInt(lanes.length))];

  /** A few batches ahead at most: the log keeps the rest. */
  const pullShard = (reader: Reader<Content>): void => {
    const { shardId, lanes } = reader;
    const room = options.batchSize * lanes.length - lanes.reduce((sum, { pending }) => sum + pending.length, 0);
    if (room <= 0 || reader.offset >= stream.end(shardId)) return;
    for (const record of stream.read(shardId, reader.offset, room)) {
      reader.offset = record.offset + 1;
      if (props.filter?.(record) === false) continue;
      const lane = laneOf(reader, record);
      if (lane !== undefined) addRecord(lane, record, props);
    }
  };

  return {
    pull: () => {
      openReaders();
      for (const reader of readers) pullShard(reader);
      return readers.flatMap(({ lanes }) => lanes);
    },
    checkpoint: () => {
      for (const { shardId, lanes, offset } of readers) {
        const reached = Math.min(offset, ...lanes.flatMap(undoneOffsets));
        if (reached > (checkpoints?.get(name, shardId) ?? 0)) checkpoints?.set(name, shardId, reached);
      }
    },
  };
};
