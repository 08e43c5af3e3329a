import { dynamoClient } from '../../lambdas/adapters/aws/clients.ts';
import { dynamoProfileStore } from '../../lambdas/adapters/aws/dynamo-profile-store.ts';
import { systemClock as clock, systemRandom as random } from '../../lambdas/adapters/aws/system-clock.ts';
import { explainIdentity, type IdentityExplanation } from '../../lambdas/steps/explain-identity.ts';
import type { UnmergeReport, UnmergeRequest } from '../../lambdas/unmerge-profiles/unmerge-request.ts';
import { findDemo, readAnswer } from '../demo/demo-api.ts';
import { invokeFunction } from '../deployment/invoke-function.ts';
import { nameOf } from '../deployment/names.ts';

/** Where identities are asked for: the demo that runs on this machine, or a deployed stage. */
export interface IdentitySource {
  explain(of: string): Promise<readonly IdentityExplanation[]>;
  unmerge(request: UnmergeRequest): Promise<UnmergeReport>;
}

/** The running demo, over its API. Throws, with the remedy, where none answers. */
export const demoSource = async (file?: string): Promise<IdentitySource> => {
  const demo = await findDemo(file);
  // Our own API's answer, of the same version of the code.
  const ask = async <Answer>(...asked: Parameters<typeof demo.ask>): Promise<Answer> =>
    (await readAnswer(await demo.ask(...asked))) as Answer;
  return {
    explain: async (of) =>
      (await ask<{ people: IdentityExplanation[] }>('GET', `/v1/identity?of=${encodeURIComponent(of)}`)).people,
    unmerge: (request) => ask('POST', '/v1/identity/unmerge', request),
  };
};

/** A deployed stage, with the credentials and the region of the environment. */
export const stageSource = (stage: string): IdentitySource => {
  const profiles = dynamoProfileStore({ client: dynamoClient(), table: nameOf(stage, 'profiles'), clock, random });
  return {
    explain: (of) => explainIdentity(profiles, of),
    // Of the same version of the code.
    unmerge: async (request) => (await invokeFunction(stage, 'unmerge-profiles', request)) as UnmergeReport,
  };
};
