import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { dynamoProfileStore } from '../../lambdas/adapters/aws/dynamo-profile-store.ts';
import { systemClock as clock, systemRandom as random } from '../../lambdas/adapters/aws/system-clock.ts';
import { explainIdentity, type IdentityExplanation } from '../../lambdas/steps/explain-identity.ts';
import type { UnmergeReport, UnmergeRequest } from '../../lambdas/unmerge-profiles/unmerge-request.ts';
import { endpointsFile, readEndpoints } from '../demo/endpoints-file.ts';

/** Where identities are asked for: the demo that runs on this machine, or a deployed stage. */
export interface IdentitySource {
  explain(of: string): Promise<readonly IdentityExplanation[]>;
  unmerge(request: UnmergeRequest): Promise<UnmergeReport>;
}

/** The running demo, over its API. Throws, with the remedy, where none answers. */
export const demoSource = async (file = endpointsFile): Promise<IdentitySource> => {
  const endpoints = await readEndpoints(file);
  if (endpoints === undefined)
    throw new Error(`no demo is live (${file} names none): npm run demo, or name a deployed stage with --stage.`);
  const ask = async <Answer>(path: string, init: RequestInit = {}): Promise<Answer> => {
    let response: Response;
    try {
      response = await fetch(`${endpoints.api}${path}`, init);
    } catch {
      throw new Error(`nothing answers at ${endpoints.api}; is the demo still running? Start it anew: npm run demo`);
    }
    if (!response.ok) throw new Error(`the demo answered with status ${response.status}: ${await response.text()}`);
    // Our own API's answer, of the same version of the code.
    return (await response.json()) as Answer;
  };
  return {
    explain: async (of) =>
      (await ask<{ people: IdentityExplanation[] }>(`/v1/identity?of=${encodeURIComponent(of)}`)).people,
    unmerge: (request) =>
      ask('/v1/identity/unmerge', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      }),
  };
};

/** The function's own time, and a little for the way. */
const INVOCATION_MS = 16 * 60_000;

/** A deployed stage, with the credentials and the region that the AWS CLI would use. */
export const stageSource = (stage: string, region: string | undefined): IdentitySource => {
  const where = region === undefined ? {} : { region };
  const table = { client: new DynamoDBClient(where), table: `kairos-${stage}-profiles`, clock, random };
  const profiles = dynamoProfileStore(table);
  return {
    explain: (of) => explainIdentity(profiles, of),
    unmerge: async (request) => {
      const lambda = new LambdaClient({
        ...where,
        maxAttempts: 1, // a second invocation beside the first would only compete with it
        requestHandler: new NodeHttpHandler({ requestTimeout: INVOCATION_MS, connectionTimeout: 10_000 }),
      });
      const { Payload, FunctionError } = await lambda.send(
        new InvokeCommand({
          FunctionName: `kairos-${stage}-unmerge-profiles`,
          Payload: Buffer.from(JSON.stringify(request)),
        }),
      );
      const text = Buffer.from(Payload ?? []).toString('utf8');
      if (FunctionError !== undefined)
        throw new Error(
          `unmerge-profiles failed: ${text}. Its log group is /aws/lambda/kairos-${stage}-unmerge-profiles.`,
        );
      return JSON.parse(text) as UnmergeReport;
    },
  };
};
