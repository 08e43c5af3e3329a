import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { nameOf } from './names.ts';

/** The 15 minutes that a function may take, and a little for the way. */
const TIMEOUT_MS = 910_000;

/**
 * Has a deployed function do its work, and gives back its answer, unparsed. Once: a second invocation beside the first
 * would only compete with it. Throws where the function failed, and says where its log is.
 */
export const invokeFunction = async (stage: string, name: string, request: object): Promise<unknown> => {
  const FunctionName = nameOf(stage, name);
  const lambda = new LambdaClient({
    maxAttempts: 1,
    requestHandler: { requestTimeout: TIMEOUT_MS, connectionTimeout: 10_000, throwOnRequestTimeout: true },
  });
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(request)) }),
  );
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
  if (FunctionError === undefined) return answer;
  const told = typeof answer === 'object' && answer !== null && 'errorMessage' in answer ? answer.errorMessage : '';
  throw new Error(`${FunctionName} failed: ${String(told)}. Its log group is /aws/lambda/${FunctionName}.`);
};
