import { dynamoClient, kinesisClient, s3Client, secretsClient } from '../adapters/aws/clients.ts';
import { dynamoConsentStore } from '../adapters/aws/dynamo-consent-store.ts';
import { dynamoProfileStore } from '../adapters/aws/dynamo-profile-store.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { kinesisEventStream } from '../adapters/aws/kinesis-event-stream.ts';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { secretPreferenceKeys } from '../adapters/aws/secret-preference-keys.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import { failedEventsIn } from '../adapters/failed-events.ts';
import book from '../generated/campaigns.js';
import { createHandler } from './create-handler.ts';
import { managePreferencesEnv } from './env.ts';

const env = managePreferencesEnv.parse(process.env);
const profiles = { client: dynamoClient(), table: env.PROFILES_TABLE, clock, random };

export const handler = createHandler({
  brand: book.brand,
  keys: secretPreferenceKeys({ client: secretsClient(), secretId: env.PREFERENCE_KEYS, clock }),
  consents: dynamoConsentStore(profiles),
  profiles: dynamoProfileStore(profiles),
  events: kinesisEventStream({ client: kinesisClient(), streamName: env.EVENTS_STREAM, clock, random }),
  failedEvents: failedEventsIn(s3ObjectStore(s3Client(), env.FAILED_BUCKET)),
  clock,
  random,
  metrics: emfMetrics(clock.now, console.log),
});
