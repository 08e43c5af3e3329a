import { s3Client } from '../../lambdas/adapters/aws/clients.ts';
import { s3ObjectStore } from '../../lambdas/adapters/aws/s3-object-store.ts';
import type { EventValidators } from '../../lambdas/decode/event-validators.ts';
import type { RedriveRequest } from '../../lambdas/redrive-failed/redrive-request.ts';
import { type DemoApi, readAnswer } from '../demo/demo-api.ts';
import { invokeFunction } from '../deployment/invoke-function.ts';
import { settingsOf } from '../deployment/settings-of.ts';
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
export const demoAccess = (demo: DemoApi): FailedAccess => ({
  list: async (query) => {
    const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    );
    return failedList.parse(await readAnswer(await demo.ask('GET', `/v1/failed?${new URLSearchParams(given)}`)));
  },
  show: async (key) => {
    const response = await demo.ask('GET', `/v1/failed/${encodeURIComponent(key)}`);
    return response.status === 404 ? undefined : failedDetail.parse(await readAnswer(response));
  },
  redrive: async (request) =>
    redriveReport.parse(await readAnswer(await demo.ask('POST', '/v1/failed/redrive', request))),
});

/** With the operator's own AWS credentials: reads the bucket, and has `redrive-failed` do what changes anything. */
export const awsAccess = async (stage: string, validators: EventValidators): Promise<FailedAccess> => {
  const bucket = (await settingsOf(stage, 'redrive-failed'))('FAILED_BUCKET');
  const shelf = { failed: s3ObjectStore(s3Client(), bucket), validators };
  return {
    list: (query) => browseFailed(shelf, query),
    show: (key) => showFailed(shelf, key),
    redrive: async (request) => redriveReport.parse(await invokeFunction(stage, 'redrive-failed', request)),
  };
};
