import { S3Client } from '@aws-sdk/client-s3';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { createHandler } from './create-handler.ts';
import { archiveEventsEnv } from './env.ts';

const env = archiveEventsEnv.parse(process.env);

export const handler = createHandler({ lake: s3ObjectStore(new S3Client({}), env.LAKE_BUCKET) });
