import type { Context } from 'aws-lambda';
import type { Instant } from '../../lambdas/core/event/event.ts';
import { ACCOUNT, REGION } from './aws-events.ts';

/** What Lambda tells a function about its invocation; the remaining time runs on the cloud's own clock. */
export const lambdaContext = (
  functionName: string,
  requestId: string,
  timeoutMs: number,
  now: () => Instant,
): Context => {
  const endsAt = now() + timeoutMs;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'embedded',
    getRemainingTimeInMillis: () => endsAt - now(),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
};
