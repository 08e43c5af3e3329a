import { isOfBroadcast } from './broadcast-entry.ts';
import type { Send } from './send.ts';

/** What the wake index keeps apart, so that no kind of row waits behind a million of another. */
export const LANES = ['prompt', 'marketing', 'broadcast'] as const;
export type Lane = (typeof LANES)[number];

const SHARDS_A_LANE = 4;

/** The shards of each lane; together they are the whole index. */
export const WAKE_SHARDS: Readonly<Record<Lane, readonly number[]>> = {
  prompt: [0, 1, 2, 3],
  marketing: [4, 5, 6, 7],
  broadcast: [8, 9, 10, 11],
};

/** All of them, in the order in which they are looked at. */
export const EVERY_WAKE_SHARD: readonly number[] = LANES.flatMap((lane) => WAKE_SHARDS[lane]);

/** Transactional mail and claims to be taken up come first; a broadcast comes after what people did. */
export const laneOf = (row: Pick<Send, 'transactional' | 'state' | 'entryKey'>): Lane => {
  if (row.transactional || row.state === 'claimed') return 'prompt';
  return isOfBroadcast(row) ? 'broadcast' : 'marketing';
};

/** The shard of the wake index that a row lies in, about evenly spread over its lane's: a send's id is a digest. */
export const wakeShardOf = (row: Pick<Send, 'sendId' | 'transactional' | 'state' | 'entryKey'>): number =>
  LANES.indexOf(laneOf(row)) * SHARDS_A_LANE + ((row.sendId.charCodeAt(0) + row.sendId.charCodeAt(1)) % SHARDS_A_LANE);
