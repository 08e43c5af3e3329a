import type { Instant } from '../../lambdas/core/event/event.ts';
import { readBatchResponse } from './batch-response.ts';
import { hashKeyOf, type StreamLog, type StreamRecord } from './stream-log.ts';
import type { Worker } from './worker.ts';

/** A mapping's settings, named as CloudFormation names them. */
export interface MappingOptions {
  readonly batchSize: number;
  readonly maximumBatchingWindowMs: number;
  /** Batches of one shard at once; records of one partition key stay in order, in one of them. */
  readonly parallelizationFactor: number;
  readonly reportBatchItemFailures: boolean;
  readonly bisectBatchOnFunctionError: boolean;
  /** -1: for ever. */
  readonly maximumRetryAttempts: number;
  /** -1: for ever. */
  readonly maximumRecordAgeMs: number;
  /** How long until attempt n + 1. Lambda does not document its back-off. */
  readonly retryDelayMs: (attempt: number) => number;
}

/** Records that Lambda gives up, on their way to the on-failure destination. */
export interface Discarded<Content> {
  readonly shardId: string;
  readonly records: readonly StreamRecord<Content>[];
  readonly condition: 'RetryAttemptsExhausted' | 'MaximumRecordAgeExceeded';
  readonly invocations: number;
}

export interface EventSourceMappingProps<Content> {
  readonly name: string;
  readonly stream: StreamLog<Content>;
  readonly options: MappingOptions;
  readonly now: () => Instant;
  /** Only these reach the function (filter criteria); the others count as done. */
  readonly filter?: (record: StreamRecord<Content>) => boolean;
  /** For the payload cap: about how many bytes a record takes in the invocation. */
  readonly bytesOf: (record: StreamRecord<Content>) => number;
  readonly invoke: (shardId: string, records: readonly StreamRecord<Content>[]) => Promise<unknown>;
  readonly onFailure: (discarded: Discarded<Content>) => Promise<void>;
  /** Where reading begins, and how far everything is done. @default from the oldest record */
  readonly checkpoints?: Checkpoints;
}

/** A mapping's place in each shard: what lies before it is done with, and what follows may have been done already. */
export interface Checkpoints {
  get(mapping: string, shardId: string): number | undefined;
  set(mapping: string, shardId: string, offset: number): void;
}

/** One invocation's records are at most this large. */
export const PAYLOAD_BYTES = 6 * 1024 * 1024;

interface Batch<Content> {
  readonly records: readonly StreamRecord<Content>[];
  readonly invocations: number;
  readonly notBefore: Instant;
}

/** One stream of order: a shard, or one of its parts where the mapping is parallelised. */
interface Lane<Content> {
  readonly shardId: string;
  readonly pending: StreamRecord<Content>[];
  pendingBytes: number;
  /** Already cut from `pending`: the rest of a batch that failed. The first is next. */
  batches: readonly Batch<Content>[];
  /** An invocation is under way. */
  isBusy: boolean;
}

interface Reader<Content> {
  readonly shardId: string;
  readonly lanes: readonly Lane<Content>[];
  offset: number;
}

/**
 * Lambda's event-source mapping for streams: batches in order a shard (or a key, where parallelised); each is tried
 * until it succeeds, or is given up to the destination; a shard that fails holds up no other.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export const eventSourceMapping = <Content>(props: EventSourceMappingProps<Content>): Worker => {
  const { stream, options, now } = props;
  const readers: Reader<Content>[] = [];
  const isReadOut = (shardId: string): boolean => {
    const reader = readers.find((one) => one.shardId === shardId);
    return (
      reader !== undefined &&
      reader.offset >= stream.end(shardId) &&
      reader.lanes.every(({ pending, batches, isBusy }) => pending.length === 0 && batches.length === 0 && !isBusy)
    );
  };
  /** A shard is read once its parents are done with: a key's records stay in order over a split or merge. */
  const openReaders = (): void => {
    if (readers.length === stream.shards.length) return;
    for (const { id, parentIds } of stream.shards) {
      if (readers.some(({ shardId }) => shardId === id) || !parentIds.every(isReadOut)) continue;
      readers.push({
        shardId: id,
        offset: Math.max(stream.oldest(id), props.checkpoints?.get(props.name, id) ?? 0),
        lanes: Array.from({ length: options.parallelizationFactor }, () => ({
          shardId: id,
          pending: [],
          pendingBytes: 0,
          batches: [],
          isBusy: false,
        })),
      });
    }
  };

  const laneOf = (reader: Reader<Content>, record: StreamRecord<Content>): Lane<Content> | undefined =>
    reader.lanes[reader.lanes.length === 1 ? 0 : Number(hashKeyOf(record.partitionKey) % BigInt(reader.lanes.length))];

  /** Takes over what the shard has, a few batches ahead at most: the log keeps the rest. */
  const pull = (reader: Reader<Content>): void => {
    const room =
      options.batchSize * reader.lanes.length - reader.lanes.reduce((sum, { pending }) => sum + pending.length, 0);
    if (room <= 0 || reader.offset >= stream.end(reader.shardId)) return;
    const records = stream.read(reader.shardId, reader.offset, room);
    for (const record of records) {
      reader.offset = record.offset + 1;
      if (props.filter?.(record) === false) continue;
      const lane = laneOf(reader, record);
      lane?.pending.push(record);
      if (lane !== undefined) lane.pendingBytes += props.bytesOf(record);
    }
  };

  const isFull = (lane: Lane<Content>): boolean =>
    lane.pending.length >= options.batchSize || lane.pendingBytes >= PAYLOAD_BYTES;

  const laneDueAt = (lane: Lane<Content>): Instant | undefined => {
    if (lane.isBusy) return undefined;
    const retry = lane.batches[0];
    if (retry !== undefined) return retry.notBefore;
    const oldest = lane.pending[0];
    if (oldest === undefined) return undefined;
    return isFull(lane) ? oldest.arrivedAt : oldest.arrivedAt + options.maximumBatchingWindowMs;
  };

  const cut = (lane: Lane<Content>): Batch<Content> => {
    let bytes = 0;
    let count = 0;
    for (const record of lane.pending) {
      bytes += props.bytesOf(record);
      if (count === options.batchSize || (count > 0 && bytes > PAYLOAD_BYTES)) break;
      count += 1;
    }
    const records = lane.pending.splice(0, count);
    lane.pendingBytes = lane.pending.reduce((sum, record) => sum + props.bytesOf(record), 0);
    return { records, invocations: 0, notBefore: now() };
  };

  const isTooOld = ({ arrivedAt }: StreamRecord<Content>): boolean =>
    options.maximumRecordAgeMs >= 0 && now() - arrivedAt > options.maximumRecordAgeMs;

  const afterFailure = async (shardId: string, batch: Batch<Content>): Promise<readonly Batch<Content>[]> => {
    const { records } = batch;
    const notBefore = now() + options.retryDelayMs(batch.invocations);
    if (options.bisectBatchOnFunctionError && records.length > 1) {
      // Splitting does not consume the retry quota: both halves start from the count before this invocation.
      const middle = Math.ceil(records.length / 2);
      const invocations = batch.invocations - 1;
      return [records.slice(0, middle), records.slice(middle)].map((half) => ({
        records: half,
        invocations,
        notBefore,
      }));
    }
    if (options.maximumRetryAttempts >= 0 && batch.invocations > options.maximumRetryAttempts) {
      const { invocations } = batch;
      await props.onFailure({ shardId, records, condition: 'RetryAttemptsExhausted', invocations });
      return [];
    }
    return [{ ...batch, notBefore }];
  };

  /** What of the batch is still to be done after one more invocation. */
  const attempt = async (shardId: string, batch: Batch<Content>): Promise<readonly Batch<Content>[]> => {
    const tried = { ...batch, invocations: batch.invocations + 1 };
    let response: unknown;
    try {
      response = await props.invoke(shardId, batch.records);
    } catch {
      return afterFailure(shardId, tried);
    }
    if (!options.reportBatchItemFailures) return [];
    const verdict = readBatchResponse(response, (id) => batch.records.some(({ sequence }) => sequence === id));
    if (verdict.kind === 'success') return [];
    if (verdict.kind === 'complete_failure') return afterFailure(shardId, tried);
    const lowest = batch.records.findIndex(({ sequence }) => verdict.failed.has(sequence));
    if (lowest === 0) return afterFailure(shardId, tried);
    // Everything before the lowest failed one is done; what was done after it is done again. With bisect this is a
    // split, at the returned sequence number, and so costs no attempt.
    const records = batch.records.slice(lowest);
    const rest = { ...tried, records, notBefore: now() + options.retryDelayMs(tried.invocations) };
    if (options.bisectBatchOnFunctionError) return [{ ...rest, invocations: batch.invocations }];
    const exhausted = options.maximumRetryAttempts >= 0 && tried.invocations > options.maximumRetryAttempts;
    return exhausted ? afterFailure(shardId, rest) : [rest];
  };

  const runLane = async (lane: Lane<Content>): Promise<void> => {
    lane.isBusy = true;
    try {
      await runBatch(lane);
    } finally {
      lane.isBusy = false;
    }
  };

  const runBatch = async (lane: Lane<Content>): Promise<void> => {
    const batch = lane.batches[0] ?? cut(lane);
    const later = lane.batches.slice(1);
    lane.batches = [batch, ...later];
    const expired = batch.records.filter(isTooOld);
    if (expired.length > 0) {
      const { shardId } = lane;
      const { invocations } = batch;
      await props.onFailure({ shardId, records: expired, condition: 'MaximumRecordAgeExceeded', invocations });
    }
    const records = batch.records.filter((record) => !expired.includes(record));
    lane.batches = [...(records.length === 0 ? [] : await attempt(lane.shardId, { ...batch, records })), ...later];
  };

  /** The first record of the shard that is not done with. */
  const checkpoint = ({ shardId, lanes, offset }: Reader<Content>): void => {
    const undone = lanes.flatMap(({ pending, batches }) =>
      [pending[0], ...batches.map(({ records }) => records[0])].flatMap((record) => record?.offset ?? []),
    );
    const reached = Math.min(offset, ...undone);
    if (reached > (props.checkpoints?.get(props.name, shardId) ?? 0))
      props.checkpoints?.set(props.name, shardId, reached);
  };

  const dueLanes = (): readonly Lane<Content>[] => {
    openReaders();
    for (const reader of readers) pull(reader);
    return readers
      .flatMap(({ lanes }) => lanes)
      .filter((lane) => {
        const at = laneDueAt(lane);
        return at !== undefined && at <= now();
      });
  };

  return {
    name: props.name,
    runDue: async () => {
      const lanes = dueLanes();
      await Promise.all(lanes.map(runLane));
      if (lanes.length > 0) readers.forEach(checkpoint);
      return lanes.length > 0;
    },
    nextDueAt: () => {
      openReaders();
      let least: Instant | undefined;
      for (const reader of readers) {
        pull(reader);
        for (const lane of reader.lanes) {
          const at = laneDueAt(lane);
          if (at !== undefined && (least === undefined || at < least)) least = at;
        }
      }
      return least;
    },
  };
};
