import { readBatchResponse } from './batch-response.ts';
import type { EventSourceMappingProps } from './event-source-mapping-props.ts';
import type { Batch } from './mapping-lane.ts';
import type { StreamRecord } from './stream-log.ts';

/** One invocation of a batch: gives what is still to be done after it, once what was given up is at its destination. */
export type AttemptBatch<Content> = (shardId: string, batch: Batch<Content>) => Promise<readonly Batch<Content>[]>;

/** Lambda's rules for a batch that fails: attempts, age, bisect, partial responses. */
export const batchAttempt = <Content>(props: EventSourceMappingProps<Content>): AttemptBatch<Content> => {
  const { options, now } = props;
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

  return async (shardId, batch) => {
    const { invocations } = batch;
    const expired = batch.records.filter(isTooOld);
    if (expired.length > 0)
      await props.onFailure({ shardId, records: expired, condition: 'MaximumRecordAgeExceeded', invocations });
    const records = batch.records.filter((record) => !expired.includes(record));
    return records.length === 0 ? [] : attempt(shardId, { ...batch, records });
  };
};
