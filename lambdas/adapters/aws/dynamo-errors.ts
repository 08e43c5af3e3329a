import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Clock, Random } from '../../ports/clock.ts';
import { waitOut } from '../../steps/wait-out.ts';

/** Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const TRANSIENT_REASONS = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
const TRANSIENT_ERRORS = [
  'TransactionConflictException',
  'TransactionInProgressException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
];

/** The index of the first item whose condition did not hold; undefined where the write failed for another reason. */
export const failedCondition = (error: unknown): number | undefined => {
  if (error instanceof ConditionalCheckFailedException) return 0;
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const index = (error.CancellationReasons ?? []).findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
  return index === -1 ? undefined : index;
};

/** What was to be written can never be: an item is too large, or breaks another rule of the table. */
export const isInvalid = (error: unknown): boolean =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).some(({ Code }) => Code === 'ValidationError')
    : error instanceof Error && error.name === 'ValidationException';

/** Two transactions met, or the table was briefly out of capacity: nothing was written, and trying again can help. */
const isContention = (error: unknown): boolean =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).some(({ Code = '' }) => TRANSIENT_REASONS.includes(Code))
    : error instanceof Error && TRANSIENT_ERRORS.includes(error.name);

/** How long contention is sat out within one call of a port. */
const PATIENCE_MS = 5_000;

/** Does it again, with jitter, while the table is contended; anything else is thrown at once. */
export const despiteContention = async <Result>(
  time: { readonly clock: Clock; readonly random: Random },
  attempt: () => Promise<Result>,
): Promise<Result> => {
  const outcome = await waitOut(time, time.clock.now() + PATIENCE_MS, async () => {
    try {
      return { result: await attempt() };
    } catch (error) {
      if (isContention(error) && failedCondition(error) === undefined) throw error;
      return { error };
    }
  });
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
};
