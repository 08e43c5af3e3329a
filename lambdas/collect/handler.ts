import { bundledCountries } from '../adapters/aws/bundled-countries.ts';
import { kinesisClient, s3Client } from '../adapters/aws/clients.ts';
import { emfMetrics } from '../adapters/aws/emf-metrics.ts';
import { kinesisEventStream } from '../adapters/aws/kinesis-event-stream.ts';
import { s3ObjectStore } from '../adapters/aws/s3-object-store.ts';
import { systemClock, systemRandom } from '../adapters/aws/system-clock.ts';
import { failedEventsIn } from '../adapters/failed-events.ts';
import { createHandler } from './create-handler.ts';
import { collectEnv } from './env.ts';

const env = collectEnv.parse(process.env);

export const handler = createHandler({
  writeKeys: env.WRITE_KEYS,
  addresses: env.ADDRESSES,
  countryOf: bundledCountries(),
  clock: systemClock,
  random: systemRandom,
  metrics: emfMetrics(systemClock.now, console.log),
  failedEvents: failedEventsIn(s3ObjectStore(s3Client(), env.FAILED_BUCKET)),
  events: kinesisEventStream({
    client: kinesisClient(),
    streamName: env.EVENTS_STREAM,
    clock: systemClock,
    random: systemRandom,
  }),
});
