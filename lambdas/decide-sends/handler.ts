import { dynamoClient, sqsClient } from '../adapters/aws/clients.ts';
import { dynamoConsentStore } from '../adapters/aws/dynamo-consent-store.ts';
import { dynamoSendLedger } from '../adapters/aws/dynamo-send-ledger.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { sqsSendQueues } from '../adapters/aws/sqs-send-queues.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import book from '../generated/campaigns.js';
import { createHandler } from './create-handler.ts';
import { decideSendsEnv } from './env.ts';

const env = decideSendsEnv.parse(process.env);
const dynamo = dynamoClient();

export const handler = createHandler({
  book,
  ledger: dynamoSendLedger({ client: dynamo, sendsTable: env.SENDS_TABLE, clock, random }),
  consents: dynamoConsentStore({ client: dynamo, table: env.PROFILES_TABLE, clock, random }),
  queues: sqsSendQueues({
    client: sqsClient(),
    transactionalUrl: env.TRANSACTIONAL_QUEUE_URL,
    marketingUrl: env.MARKETING_QUEUE_URL,
    clock,
    random,
  }),
  clock,
  random,
  metrics: emfMetrics(clock.now, console.log),
});
