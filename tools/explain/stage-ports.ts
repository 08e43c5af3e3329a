import { dynamoClient } from '../../lambdas/adapters/aws/clients.ts';
import { dynamoConsentStore } from '../../lambdas/adapters/aws/dynamo-consent-store.ts';
import { dynamoProfileStore } from '../../lambdas/adapters/aws/dynamo-profile-store.ts';
import { dynamoSendHolds } from '../../lambdas/adapters/aws/dynamo-send-holds.ts';
import { dynamoSendLedger } from '../../lambdas/adapters/aws/dynamo-send-ledger.ts';
import { systemClock as clock, systemRandom as random } from '../../lambdas/adapters/aws/system-clock.ts';
import { loadProject } from '../demo/load-project.ts';
import { nameOf } from '../deployment/names.ts';
import type { ExplainPorts } from './explain-person.ts';

/** The tables of a deployment, read with the credentials and region of the environment. */
export const stagePorts = async (stage: string): Promise<ExplainPorts> => {
  const client = dynamoClient();
  const table = nameOf(stage, 'profiles');
  const { book } = await loadProject();
  return {
    book,
    profiles: dynamoProfileStore({ client, table, clock, random }),
    ledger: dynamoSendLedger({ client, sendsTable: nameOf(stage, 'sends'), clock, random }),
    consents: dynamoConsentStore({ client, table, clock, random }),
    holds: dynamoSendHolds({ client, table: nameOf(stage, 'sends'), clock, random }),
    clock,
  };
};
