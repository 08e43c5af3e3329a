import type { Instant } from '../../lambdas/core/event/event.ts';
import type { EventSourceMappingProps } from './event-source-mapping-props.ts';
import type { StreamRecord } from './stream-log.ts';

/** One invocation's records are at most this large. */
export const PAYLOAD_BYTES = 6 * 1024 * 1024;

export interface Batch<Content> {
  readonly records: readonly StreamRecord<Content>[];
  readonly invocations: number;
  readonly notBefore: Instant;
}

/** One stream of order: a shard, or one of its parts where the mapping is parallelised. */
export interface Lane<Content> {
  readonly shardId: string;
  readonly pending: StreamRecord<Content>[];
  pendingBytes: number;
  /** Already cut from `pending`: the rest of a batch that failed. The first is next. */
  batches: readonly Batch<Content>[];
  /** An invocation is under way. */
  isBusy: boolean;
}

type LaneProps<Content> = Pick<EventSourceMappingProps<Content>, 'options' | 'bytesOf' | 'now'>;

export const openLane = <Content>(shardId: string): Lane<Content> => ({
  shardId,
  pending: [],
  pendingBytes: 0,
  batches: [],
  isBusy: false,
});

export const isEmpty = <Content>({ pending, batches, isBusy }: Lane<Content>): boolean =>
  pending.length === 0 && batches.length === 0 && !isBusy;

/** The offsets of records that are not done with: of each run of them the first. */
export const undoneOffsets = <Content>({ pending, batches }: Lane<Content>): readonly number[] =>
  [pending[0], ...batches.map(({ records }) => records[0])].flatMap((record) => record?.offset ?? []);

export const addRecord = <Content>(
  lane: Lane<Content>,
  record: StreamRecord<Content>,
  { bytesOf }: LaneProps<Content>,
): void => {
  lane.pending.push(record);
  lane.pendingBytes += bytesOf(record);
};

/** When the lane's next invocation falls due: a retry's pause, or a batch that is full or whose window is over. */
export const laneDueAt = <Content>(lane: Lane<Content>, { options }: LaneProps<Content>): Instant | undefined => {
  if (lane.isBusy) return undefined;
  const retry = lane.batches[0];
  if (retry !== undefined) return retry.notBefore;
  const oldest = lane.pending[0];
  if (oldest === undefined) return undefined;
  const isFull = lane.pending.length >= options.batchSize || lane.pendingBytes >= PAYLOAD_BYTES;
  return isFull ? oldest.arrivedAt : oldest.arrivedAt + options.maximumBatchingWindowMs;
};

/** Takes the next batch out of `pending`: as many records as its size and the payload allow, at least one. */
export const cutBatch = <Content>(
  lane: Lane<Content>,
  { options, bytesOf, now }: LaneProps<Content>,
): Batch<Content> => {
  let bytes = 0;
  let count = 0;
  for (const record of lane.pending) {
    bytes += bytesOf(record);
    if (count === options.batchSize || (count > 0 && bytes > PAYLOAD_BYTES)) break;
    count += 1;
  }
  const records = lane.pending.splice(0, count);
  lane.pendingBytes = lane.pending.reduce((sum, record) => sum + bytesOf(record), 0);
  return { records, invocations: 0, notBefore: now() };
};
