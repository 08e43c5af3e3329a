import type { RelayPorts } from '../../steps/relay-records.ts';
import { failedEventsIn } from '../failed-events.ts';
import { kinesisClient, s3Client } from './clients.ts';
import { emfMetrics } from './emf-metrics.ts';
import { kinesisEventStream } from './kinesis-event-stream.ts';
import { s3ObjectStore } from './s3-object-store.ts';
import { systemClock, systemRandom } from './system-clock.ts';

/** What every relay needs of AWS. */
export const relayPorts = (env: { readonly EVENTS_STREAM: string; readonly FAILED_BUCKET: string }): RelayPorts => ({
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
