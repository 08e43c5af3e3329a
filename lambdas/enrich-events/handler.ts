import { bundledCountries } from '../adapters/aws/bundled-countries.ts';
import { dynamoClient, glueClient, s3Client } from '../adapters/aws/clients.ts';
import { dynamoConsentStore } from '../adapters/aws/dynamo-consent-store.ts';
import { dynamoProfileStore } from '../adapters/aws/dynamo-profile-store.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { glueSchemaRegistry } from '../adapters/aws/glue-schema-registry.ts';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import { failedEventsIn } from '../adapters/failed-events.ts';
import { userAgents } from '../adapters/user-agents.ts';
import { triggersOf } from '../core/campaign/triggers.ts';
import { moneyOf } from '../core/enrichment/shop-currency.ts';
import { watchOf } from '../core/segment/watch.ts';
import campaignBook from '../generated/campaigns.js';
import validators from '../generated/validators.js';
import { createHandler } from './create-handler.ts';
import { enrichEventsEnv } from './env.ts';

const env = enrichEventsEnv.parse(process.env);
const profilesTable = { client: dynamoClient(), table: env.PROFILES_TABLE, clock, random };

export const handler = createHandler({
  profiles: dynamoProfileStore(profilesTable),
  consents: dynamoConsentStore(profilesTable),
  failedEvents: failedEventsIn(s3ObjectStore(s3Client(), env.FAILED_BUCKET)),
  validators,
  schemas: glueSchemaRegistry({ client: glueClient(), known: env.SCHEMA_IDS, validators, clock }),
  enrichers: { readUserAgent: userAgents(), countryOf: bundledCountries(), money: moneyOf(campaignBook.brand) },
  bots: env.BOTS,
  clock,
  random,
  metrics: emfMetrics(clock.now, console.log),
  triggers: triggersOf(campaignBook),
  watch: watchOf(campaignBook),
  hotKeys: env.HOT_KEYS,
  dedupe: { dedupeDays: env.DEDUPE_DAYS, retentionDays: env.STREAM_RETENTION_DAYS },
});
