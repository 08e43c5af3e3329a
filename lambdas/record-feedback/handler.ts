import { dynamoClient, kinesisClient, s3Client } from '../adapters/aws/clients.ts';
import { dynamoConsentStore } from '../adapters/aws/dynamo-consent-store.ts';
import { dynamoProfileStore } from '../adapters/aws/dynamo-profile-store.ts';
import { dynamoSendHolds } from '../adapters/aws/dynamo-send-holds.ts';
import { dynamoSendLedger } from '../adapters/aws/dynamo-send-ledger.ts';
import { dynamoSendingHealth } from '../adapters/aws/dynamo-sending-health.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { kinesisEventStream } from '../adapters/aws/kinesis-event-stream.ts';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import { failedEventsIn } from '../adapters/failed-events.ts';
import { isBot } from '../adapters/user-agents.ts';
import { createHandler } from './create-handler.ts';
import { recordFeedbackEnv } from './env.ts';

const env = recordFeedbackEnv.parse(process.env);
const client = dynamoClient();
const profiles = { client, table: env.PROFILES_TABLE, clock, random };
const control = { client, table: env.SENDS_TABLE, clock, random };

export const handler = createHandler({
  ledger: dynamoSendLedger({ client, sendsTable: env.SENDS_TABLE, clock, random }),
  holds: dynamoSendHolds(control),
  health: dynamoSendingHealth(control),
  circuit: env.CIRCUIT,
  consents: dynamoConsentStore(profiles),
  profiles: dynamoProfileStore(profiles),
  events: kinesisEventStream({ client: kinesisClient(), streamName: env.EVENTS_STREAM, clock, random }),
  failedEvents: failedEventsIn(s3ObjectStore(s3Client(), env.FAILED_BUCKET)),
  isBot,
  clock,
  metrics: emfMetrics(clock.now, console.log),
});
