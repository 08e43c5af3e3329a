import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { lambdaBatchFunction } from '../../../../lambdas/adapters/aws/lambda-batch-function.ts';

const lambda = mockClient(LambdaClient);
const decideSends = () => lambdaBatchFunction(new LambdaClient({}), 'kairos-dev-decide-sends');
/** What the SDK adds to bytes is of no use here. */
const payload = (answer: unknown) => Buffer.from(JSON.stringify(answer)) as never;

describe('a function that is handed a batch', () => {
  beforeEach(() => {
    lambda.reset();
  });

  it('gets the event as its event source gave it', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: payload({ batchItemFailures: [] }) });
    expect(await decideSends().handle({ Records: [1] })).toBe(true);
    const [call] = lambda.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toEqual({
      FunctionName: 'kairos-dev-decide-sends',
      Payload: Buffer.from('{"Records":[1]}'),
    });
  });

  it.each([
    ['failed', { FunctionError: 'Unhandled', Payload: payload({ errorType: 'Error' }) }],
    ['did a part of it', { Payload: payload({ batchItemFailures: [{ itemIdentifier: '7' }] }) }],
    ['answers something else', { Payload: payload('done') }],
    ['answers nothing', {}],
  ])('has not done it where it %s', async (_case, answer) => {
    lambda.on(InvokeCommand).resolves(answer);
    expect(await decideSends().handle({ Records: [] })).toBe(false);
  });
});
