import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { kinesisEventStream } from '../adapters/aws/kinesis-event-stream.ts';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { systemClock, systemRandom } from '../adapters/aws/system-clock.ts';
import { createHandler } from './create-handler.ts';
import { redriveFailedEnv } from './env.ts';

const env = redriveFailedEnv.parse(process.env);

export const handler = createHandler({
  failed: s3ObjectStore(new S3Client({}), env.FAILED_BUCKET),
  streamName: env.EVENTS_STREAM,
  events: kinesisEventStream({
    client: new KinesisClient({}),
    streamName: env.EVENTS_STREAM,
    clock: systemClock,
    random: systemRandom,
  }),
});
