import { dynamoClient } from '../../lambdas/adapters/aws/clients.ts';
import { dynamoConsentStore } from '../../lambdas/adapters/aws/dynamo-consent-store.ts';
import { dynamoProfileStore } from '../../lambdas/adapters/aws/dynamo-profile-store.ts';
import { dynamoSendLedger } from '../../lambdas/adapters/aws/dynamo-send-ledger.ts';
import { systemClock as clock, systemRandom as random } from '../../lambdas/adapters/aws/system-clock.ts';
import { findStage } from '../../lib/stages.ts';
import { loadProject } from '../demo/load-project.ts';
import { sendsTableOf } from '../sending/stage-desk.ts';
import type { ExplainPorts } from './explain-person.ts';

/** The tables of a deployment, read with the credentials and region of the environment. */
export const stagePorts = async (stage: string): Promise<ExplainPorts> => {
  const client = dynamoClient();
  const table = `kairos-${findStage(stage).name}-profiles`;
  const { book } = await loadProject();
  return {
    book,
    profiles: dynamoProfileStore({ client, table, clock, random }),
    ledger: dynamoSendLedger({ client, sendsTable: sendsTableOf(stage), clock, random }),
    consents: dynamoConsentStore({ client, table, clock, random }),
    clock,
  };
};
