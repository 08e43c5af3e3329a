import { dynamoClient } from '../adapters/aws/clients.ts';
import { dynamoConsentStore } from '../adapters/aws/dynamo-consent-store.ts';
import { dynamoSendLedger } from '../adapters/aws/dynamo-send-ledger.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import { createHandler } from './create-handler.ts';
import { recordFeedbackEnv } from './env.ts';

const env = recordFeedbackEnv.parse(process.env);
const client = dynamoClient();

export const handler = createHandler({
  ledger: dynamoSendLedger({ client, sendsTable: env.SENDS_TABLE, clock, random }),
  consents: dynamoConsentStore({ client, table: env.PROFILES_TABLE, clock, random }),
  clock,
  metrics: emfMetrics(clock.now, console.log),
});
