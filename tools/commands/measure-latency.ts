import { setTimeout as pause } from 'node:timers/promises';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { cloudClock } from '../cloud/clock.ts';
import { createEmbeddedCloud } from '../cloud/embedded-cloud.ts';
import { freshSeed, seededRandom } from '../cloud/seeded-random.ts';
import { loadDemoProducts, loadProject } from '../demo/load-project.ts';
import { openFronts } from '../demo/open-fronts.ts';
import { percentiles } from '../demo/replay-report.ts';

const BATCHES_A_SECOND = 20;

const ordersOf = (first: number, count: number, receivedAt: string) =>
  Array.from({ length: count }, (_, index) => {
    const userId = `customer-${first + index}`;
    const products = [{ product_id: 'MR-001', quantity: 1, price: 14.5 }];
    const properties = { order_id: `order-${first + index}`, total: 14.5, products, email: `${userId}@example.com` };
    const message = { type: 'track', event: 'Order Completed', messageId: userId, userId, receivedAt, properties };
    return { PartitionKey: userId, Data: Buffer.from(JSON.stringify(message)) };
  });

/** `kairos measure-latency`: put over the SDK's HTTP/2 → mail accepted, on the real clock, through every function. */
export const measureLatencyCommand = async (given: {
  readonly events: number;
  readonly perSecond: number;
}): Promise<void> => {
  const { book, validators } = await loadProject();
  const clock = cloudClock(0);
  const cloud = await createEmbeddedCloud({ clock, random: seededRandom(freshSeed()), book, validators });
  const fronts = await openFronts(cloud, { kinesis: 0, collector: 0, api: 0 });
  await cloud.stores.catalogue.put({ products: loadDemoProducts(fronts.endpoints.api) });
  const client = new KinesisClient({
    region: 'eu-west-1',
    endpoint: fronts.endpoints.kinesis,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  cloud.release();
  try {
    const atOnce = Math.max(1, Math.round(given.perSecond / BATCHES_A_SECOND));
    const startedAt = clock.now();
    for (let put = 0; put < given.events; put += atOnce) {
      const count = Math.min(atOnce, given.events - put);
      // The time before the request: what the producer's own waiting costs is part of the latency.
      const Records = ordersOf(put, count, new Date(clock.now()).toISOString());
      await client.send(new PutRecordsCommand({ StreamName: 'events', Records }));
      await pause(Math.max(0, startedAt + ((put + count) / given.perSecond) * 1_000 - clock.now()));
    }
    for (let waited = 0; cloud.stores.mail.accepted() < given.events && waited < 30_000; waited += 50) await pause(50);
    const putToAcceptedMs = percentiles(cloud.metrics.durations('PutToMailMs'));
    console.log(JSON.stringify({ put: given.events, accepted: cloud.stores.mail.accepted(), putToAcceptedMs }));
  } finally {
    client.destroy();
    cloud.stop();
    await fronts.close();
  }
};
