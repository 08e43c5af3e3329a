import { glueClient, kinesisClient, lambdaClient, s3Client } from '../adapters/aws/clients.ts';
import { glueSchemaRegistry } from '../adapters/aws/glue-schema-registry.ts';
import { kinesisEventStream } from '../adapters/aws/kinesis-event-stream.ts';
import { lambdaBatchFunction } from '../adapters/aws/lambda-batch-function.ts';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import validators from '../generated/validators.js';
import { createHandler } from './create-handler.ts';
import { redriveFailedEnv } from './env.ts';

const env = redriveFailedEnv.parse(process.env);

export const handler = createHandler({
  failed: s3ObjectStore(s3Client(), env.FAILED_BUCKET),
  streamName: env.EVENTS_STREAM,
  profilesTable: env.PROFILES_TABLE,
  dedupeDays: env.DEDUPE_DAYS,
  events: kinesisEventStream({ client: kinesisClient(), streamName: env.EVENTS_STREAM, clock, random }),
  decideSends: lambdaBatchFunction(lambdaClient(), env.DECIDE_SENDS),
  validators,
  schemas: glueSchemaRegistry({ client: glueClient(), known: env.SCHEMA_IDS, validators, clock }),
  clock,
});
