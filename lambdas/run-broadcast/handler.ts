import { dynamoClient } from '../adapters/aws/clients.ts';
import { dynamoBroadcasts } from '../adapters/aws/dynamo-broadcasts.ts';
import { dynamoConsentStore } from '../adapters/aws/dynamo-consent-store.ts';
import { dynamoProfilePages } from '../adapters/aws/dynamo-profile-pages.ts';
import { dynamoSendLedger } from '../adapters/aws/dynamo-send-ledger.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import book from '../generated/campaigns.js';
import { createHandler } from './create-handler.ts';
import { runBroadcastEnv } from './env.ts';

const PAGE_SIZE = 500;

const env = runBroadcastEnv.parse(process.env);
const client = dynamoClient();
const profiles = { client, table: env.PROFILES_TABLE, clock, random };

export const handler = createHandler({
  book,
  broadcasts: dynamoBroadcasts({ client, table: env.SENDS_TABLE, clock, random }),
  pages: dynamoProfilePages(profiles, PAGE_SIZE),
  consents: dynamoConsentStore(profiles),
  ledger: dynamoSendLedger({ client, sendsTable: env.SENDS_TABLE, clock, random }),
  clock,
  metrics: emfMetrics(clock.now, console.log),
});
