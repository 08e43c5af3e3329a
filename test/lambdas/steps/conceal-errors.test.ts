import { describe, expect, it } from 'vitest';
import { concealErrors, PlainError } from '../../../lambdas/steps/conceal-errors.ts';

const conceal = (thrown: Error): Error => {
  const request: { error: Error | null } = { error: thrown };
  concealErrors().onError(request);
  if (request.error === null) throw new Error('nothing is thrown any more');
  return request.error;
};

/** As the SDK's: text, further properties and cause quote the item. */
const sdkError = () =>
  Object.assign(new Error('Item {"email":"ada@example.com"}\n    at ada@example.com:1:1 was refused'), {
    name: 'TransactionCanceledException',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: [{ Item: { email: { S: 'ada@example.com' } } }],
    cause: new Error('ada@example.com'),
  });

const everythingOf = (error: Error) =>
  [error.name, error.message, error.stack, String(error.cause), JSON.stringify(error), ...Object.values(error)].join();

describe('what an invocation fails with', () => {
  it('says what kind of error it was, the service’s status, and where in the code', () => {
    const error = conceal(sdkError());
    expect(error).toMatchObject({ name: 'TransactionCanceledException', status: 400 });
    expect(error.stack).toMatch(/^TransactionCanceledException: .*\n {4}at sdkError .*conceal-errors\.test\.ts:\d+/);
  });

  it('quotes nothing of the error’s text, of its properties or of its cause', () => {
    expect(everythingOf(sdkError())).toContain('ada@example.com');
    expect(everythingOf(conceal(sdkError()))).not.toContain('ada@');
  });

  it.each([['ada@example.com'], ['x'.repeat(100)], ['']])('takes %j for no name', (name) => {
    expect(conceal(Object.assign(new Error('x'), { name })).name).toBe('Error');
  });

  it('keeps a sentence of our own', () => {
    expect(conceal(new PlainError('3 sends could not be swept')).message).toBe('3 sends could not be swept');
  });
});
