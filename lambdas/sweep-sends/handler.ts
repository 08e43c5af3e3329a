import { dynamoClient, sesClient, sqsClient } from '../adapters/aws/clients.ts';
import { dynamoSendHolds } from '../adapters/aws/dynamo-send-holds.ts';
import { dynamoSendLedger } from '../adapters/aws/dynamo-send-ledger.ts';
import { dynamoSendingHealth } from '../adapters/aws/dynamo-sending-health.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { sesQuotas } from '../adapters/aws/ses-quotas.ts';
import { sqsSendQueues } from '../adapters/aws/sqs-send-queues.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import book from '../generated/campaigns.js';
import { createHandler } from './create-handler.ts';
import { sweepSendsEnv } from './env.ts';

const env = sweepSendsEnv.parse(process.env);

const client = dynamoClient();
const control = { client, table: env.SENDS_TABLE, clock, random };

export const handler = createHandler({
  book,
  ledger: dynamoSendLedger({ client, sendsTable: env.SENDS_TABLE, clock, random }),
  holds: dynamoSendHolds(control),
  health: dynamoSendingHealth(control),
  circuit: env.CIRCUIT,
  quotas: sesQuotas({ client: sesClient(), clock }),
  queues: sqsSendQueues({
    client: sqsClient(),
    transactionalUrl: env.TRANSACTIONAL_QUEUE_URL,
    marketingUrl: env.MARKETING_QUEUE_URL,
    clock,
    random,
  }),
  clock,
  metrics: emfMetrics(clock.now, console.log),
});
