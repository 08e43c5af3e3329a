import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { s3Client } from '../../lambdas/adapters/aws/clients.ts';
import { s3ObjectStore } from '../../lambdas/adapters/aws/s3-object-store.ts';
import type { EventValidators } from '../../lambdas/decode/event-validators.ts';
import type { RedriveRequest } from '../../lambdas/redrive-failed/redrive-request.ts';
import { browseFailed, showFailed } from './browse-failed.ts';
import {
  type FailedDetail,
  type FailedList,
  type FailedQuery,
  failedDetail,
  failedList,
  type RedriveAnswer,
  redriveReport,
} from './failed-views.ts';

/** The failed events of the running demo, or of a deployment. */
export interface FailedAccess {
  list(query: FailedQuery): Promise<FailedList>;
  show(key: string): Promise<FailedDetail | undefined>;
  redrive(request: RedriveRequest): Promise<RedriveAnswer>;
}

/** Through the demo's API. */
export const demoAccess = (api: string): FailedAccess => {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    try {
      return await fetch(`${api}${path}`, init);
    } catch {
      throw new Error(`nothing answers at ${api}; is the demo still running? Start it anew: npm run demo`);
    }
  };
  const read = async (response: Response): Promise<unknown> => {
    if (response.ok) return response.json();
    const { message } = (await response.json().catch(() => ({}))) as { message?: unknown };
    throw new Error(typeof message === 'string' ? message : `the demo answered with status ${response.status}`);
  };
  return {
    list: async (query) => {
      const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      );
      return failedList.parse(await read(await ask(`/v1/failed?${new URLSearchParams(given)}`)));
    },
    show: async (key) => {
      const response = await ask(`/v1/failed/${encodeURIComponent(key)}`);
      return response.status === 404 ? undefined : failedDetail.parse(await read(response));
    },
    redrive: async (request) => {
      const body = JSON.stringify(request);
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      return redriveReport.parse(await read(await ask('/v1/failed/redrive', init)));
    },
  };
};

/** `redrive-failed` may take its 15 minutes. */
const REDRIVE_TIMEOUT_MS = 910_000;

/** With the operator's own AWS credentials: reads the bucket, and has `redrive-failed` do what changes anything. */
export const awsAccess = async (stage: string, validators: EventValidators): Promise<FailedAccess> => {
  const FunctionName = `kairos-${stage}-redrive-failed`;
  const lambda = new LambdaClient({
    maxAttempts: 1,
    requestHandler: { requestTimeout: REDRIVE_TIMEOUT_MS, throwOnRequestTimeout: true },
  });
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const bucket = Environment?.Variables?.FAILED_BUCKET;
  if (bucket === undefined) throw new Error(`the function ${FunctionName} names no bucket: deploy the stack Lake`);
  const shelf = { failed: s3ObjectStore(s3Client(), bucket), validators };
  return {
    list: (query) => browseFailed(shelf, query),
    show: (key) => showFailed(shelf, key),
    redrive: async (request) => {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(request)) }),
      );
      const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
      if (FunctionError === undefined) return redriveReport.parse(answer);
      const told = typeof answer === 'object' && answer !== null && 'errorMessage' in answer ? answer.errorMessage : '';
      throw new Error(`${FunctionName} failed: ${String(told)}. Its log says where`);
    },
  };
};
