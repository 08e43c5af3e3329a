import { dynamoClient, sqsClient } from '../adapters/aws/clients.ts';
import { dynamoSendLedger } from '../adapters/aws/dynamo-send-ledger.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { sqsSendQueues } from '../adapters/aws/sqs-send-queues.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import { createHandler } from './create-handler.ts';
import { sweepSendsEnv } from './env.ts';

const env = sweepSendsEnv.parse(process.env);

export const handler = createHandler({
  ledger: dynamoSendLedger({ client: dynamoClient(), sendsTable: env.SENDS_TABLE, clock, random }),
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
