import { s3Client } from '../adapters/aws/clients.ts';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { createHandler } from './create-handler.ts';
import { archiveEventsEnv } from './env.ts';

const env = archiveEventsEnv.parse(process.env);

export const handler = createHandler({ lake: s3ObjectStore(s3Client(), env.LAKE_BUCKET) });
