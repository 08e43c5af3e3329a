import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { despiteContention, failedCondition } from '../../../../lambdas/adapters/aws/dynamo-errors.ts';
import { aFixedRandom, aSleeperClock } from '../../../builders/virtual-time.ts';

const cancelled = (...codes: readonly string[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled, please refer cancellation reasons for specific reasons',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const refused = (name: string, $fault: 'client' | 'server' = 'client') =>
  new DynamoDBServiceException({ name, $fault, $metadata: {}, message: '' });

/** Fails `times` times, then succeeds. */
const failing = (error: Error, times: number) => {
  let tries = 0;
  return async () => {
    tries += 1;
    if (tries <= times) throw error;
    return tries;
  };
};
const attempt = (error: Error, times: number, clock = aSleeperClock()) =>
  despiteContention({ clock, random: aFixedRandom() }, failing(error, times));

/** Every reason that a transaction is cancelled for, and every error of a write, as the API reference lists them. */
describe('what DynamoDB says of a write', () => {
  it.each([
    [cancelled('TransactionConflict', 'None')],
    [cancelled('None', 'ThrottlingError')],
    [cancelled('None', 'ProvisionedThroughputExceeded')],
    [refused('TransactionConflictException')],
    [refused('TransactionInProgressException')],
    [refused('ProvisionedThroughputExceededException')],
    [refused('RequestLimitExceeded')],
    [refused('ThrottlingException')],
  ])('is tried again where nothing was written and it can pass: %s', async (error) => {
    expect(await attempt(error, 3)).toBe(4);
  });

  it.each([
    [cancelled('ValidationError', 'None')],
    [cancelled('None', 'ItemCollectionSizeLimitExceeded')],
    [cancelled('None', 'AccessDenied')],
    [refused('ValidationException')],
    [refused('ResourceNotFoundException')],
    [refused('IdempotentParameterMismatchException')],
    [refused('ItemCollectionSizeLimitExceededException')],
    [refused('InternalServerError', 'server')], // the SDK has tried it again already
  ])('is thrown at once where it cannot pass: %s', async (error) => {
    const clock = aSleeperClock();
    await expect(attempt(error, 1, clock)).rejects.toBe(error);
    expect(clock.slept).toEqual([]);
    expect(failedCondition(error)).toBeUndefined();
  });

  it('is a failed condition, whatever else stood in the way, and the first one counts', async () => {
    const error = cancelled('TransactionConflict', 'None', 'ConditionalCheckFailed', 'ConditionalCheckFailed');
    await expect(attempt(error, 1)).rejects.toBe(error);
    expect(failedCondition(error)).toBe(2);
    expect(failedCondition(new ConditionalCheckFailedException({ message: '', $metadata: {} }))).toBe(0);
  });

  it('is a failed condition also after contention', async () => {
    const errors = [cancelled('TransactionConflict'), cancelled('ConditionalCheckFailed')];
    const outcome = despiteContention({ clock: aSleeperClock(), random: aFixedRandom() }, async () => {
      throw errors.shift();
    });
    await expect(outcome).rejects.toMatchObject({ CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] });
  });

  it('is nothing known where it gives no reason', () => {
    const bare = new TransactionCanceledException({ message: '', $metadata: {} });
    expect(failedCondition(bare)).toBeUndefined();
    expect(failedCondition(new Error('socket hang up'))).toBeUndefined();
    expect(failedCondition('ConditionalCheckFailed')).toBeUndefined();
  });

  it('is thrown after five seconds of contention', async () => {
    const clock = aSleeperClock(0);
    await expect(attempt(cancelled('TransactionConflict'), 1_000, clock)).rejects.toThrow('Transaction cancelled');
    expect(clock.now()).toBeLessThan(5_000);
    expect(clock.slept.length).toBeGreaterThan(4);
  });
});
