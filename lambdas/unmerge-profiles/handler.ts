import { bundledCountries } from '../adapters/aws/bundled-countries.ts';
import { dynamoClient, glueClient, s3Client } from '../adapters/aws/clients.ts';
import { dynamoProfileStore } from '../adapters/aws/dynamo-profile-store.ts';
import { glueSchemaRegistry } from '../adapters/aws/glue-schema-registry.ts';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import { userAgents } from '../adapters/user-agents.ts';
import { moneyOf } from '../core/enrichment/shop-currency.ts';
import { watchOf } from '../core/segment/watch.ts';
import campaignBook from '../generated/campaigns.js';
import validators from '../generated/validators.js';
import { createHandler } from './create-handler.ts';
import { unmergeProfilesEnv } from './env.ts';

const env = unmergeProfilesEnv.parse(process.env);

export const handler = createHandler({
  profiles: dynamoProfileStore({ client: dynamoClient(), table: env.PROFILES_TABLE, clock, random }),
  lake: s3ObjectStore(s3Client(), env.LAKE_BUCKET),
  validators,
  schemas: glueSchemaRegistry({ client: glueClient(), known: env.SCHEMA_IDS, validators, clock }),
  enrichers: { readUserAgent: userAgents(), countryOf: bundledCountries(), money: moneyOf(campaignBook.brand) },
  watch: watchOf(campaignBook),
  bots: env.BOTS,
  dedupeDays: env.DEDUPE_DAYS,
  clock,
  random,
});
