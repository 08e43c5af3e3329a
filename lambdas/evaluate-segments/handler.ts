import { dynamoClient } from '../adapters/aws/clients.ts';
import { dynamoProfileStore } from '../adapters/aws/dynamo-profile-store.ts';
import { dynamoWakingProfiles } from '../adapters/aws/dynamo-waking-profiles.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import { watchOf } from '../core/segment/watch.ts';
import campaignBook from '../generated/campaigns.js';
import { createHandler } from './create-handler.ts';
import { evaluateSegmentsEnv } from './env.ts';

const env = evaluateSegmentsEnv.parse(process.env);
const table = { client: dynamoClient(), table: env.PROFILES_TABLE, clock, random };

export const handler = createHandler({
  profiles: { ...dynamoProfileStore(table), ...dynamoWakingProfiles(table) },
  watch: watchOf(campaignBook),
  clock,
  random,
  metrics: emfMetrics(clock.now, console.log),
});
