import { dynamoClient, glueClient, s3Client } from '../adapters/aws/clients.ts';
import { dynamoCatalogue } from '../adapters/aws/dynamo-catalogue.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { glueSchemaRegistry } from '../adapters/aws/glue-schema-registry.ts';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { systemClock as clock, systemRandom as random } from '../adapters/aws/system-clock.ts';
import validators from '../generated/validators.js';
import { createHandler } from './create-handler.ts';
import { learnRecommendationsEnv } from './env.ts';

const env = learnRecommendationsEnv.parse(process.env);

export const handler = createHandler({
  lake: s3ObjectStore(s3Client(), env.LAKE_BUCKET),
  catalogue: dynamoCatalogue({ client: dynamoClient(), table: env.CATALOGUE_TABLE, clock, random }),
  validators,
  schemas: glueSchemaRegistry({ client: glueClient(), known: env.SCHEMA_IDS, validators, clock }),
  clock,
  metrics: emfMetrics(clock.now, console.log),
});
