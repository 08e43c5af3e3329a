import { kinesisClient, s3Client } from '../adapters/aws/clients.ts';
import { kinesisEventStream } from '../adapters/aws/kinesis-event-stream.ts';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { systemClock, systemRandom } from '../adapters/aws/system-clock.ts';
import { createHandler } from './create-handler.ts';
import { redriveFailedEnv } from './env.ts';

const env = redriveFailedEnv.parse(process.env);

export const handler = createHandler({
  failed: s3ObjectStore(s3Client(), env.FAILED_BUCKET),
  streamName: env.EVENTS_STREAM,
  events: kinesisEventStream({
    client: kinesisClient(),
    streamName: env.EVENTS_STREAM,
    clock: systemClock,
    random: systemRandom,
  }),
});
