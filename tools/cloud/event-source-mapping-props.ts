import type { Instant } from '../../lambdas/core/event/event.ts';
import type { StreamLog, StreamRecord } from './stream-log.ts';

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
