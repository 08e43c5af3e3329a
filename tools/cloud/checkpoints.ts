import type { Checkpoints } from './event-source-mapping-props.ts';

const keyOf = (mapping: string, shardId: string): string => `${mapping}/${shardId}`;

/** Where each mapping stands in each shard. Writes into `offsets`. */
export const memoryCheckpoints = (offsets = new Map<string, number>()): Checkpoints => ({
  get: (mapping, shardId) => offsets.get(keyOf(mapping, shardId)),
  set: (mapping, shardId, offset) => void offsets.set(keyOf(mapping, shardId), offset),
});
