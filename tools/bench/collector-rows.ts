import { hash } from 'node:crypto';
import autocannon from 'autocannon';
import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import { collectEvents } from '../../lambdas/collect/collect-events.ts';
import { countryOf } from '../cloud/enrichers.ts';
import { startCollectorFront } from '../cloud/fronts/collector.ts';

const SECONDS = 4;
const CONNECTIONS = 20;
/** Enough that none is throttled. */
const KEYS = Array.from({ length: 200 }, (_, n) => `bench-${n}`);

const event = (n: number): object => ({
  type: 'track',
  event: 'Product Viewed',
  messageId: `m-${n}`,
  userId: `u-${n % 500}`,
  timestamp: new Date().toISOString(),
  properties: { product_id: `p-${n % 50}`, name: 'A bowl', price: 12.5, category: 'Kitchen' },
  context: { locale: 'en-GB', page: { url: `https://shop.example/p/${n % 50}` } },
});

/**
 * Prints what the collector takes on loopback, over a stream that stores at once: HTTP, reading, judging and stamping.
 * What Kinesis takes on top is its own. The load comes from a thread of its own; any answer but 200 fails the bench.
 */
export const printCollectorRows = async (print: (line: string) => void): Promise<void> => {
  const collect = collectEvents({
    events: { put: async () => [] },
    failedEvents: failedEventsIn(memoryObjectStore()),
    writeKeys: Object.fromEntries(KEYS.map((key) => [hash('sha256', key, 'hex'), key])),
    countryOf,
    clock: { now: Date.now, sleep: async () => {} },
    random: { id: () => 'bench', fraction: () => 0 },
    metrics: countingMetrics(),
  });
  const front = await startCollectorFront({ port: 0, now: Date.now, collect });
  try {
    print(`\ncollector on loopback, ${CONNECTIONS} connections, ${SECONDS} s each`);
    for (const events of [1, 20]) await printRow(front.url, events, print);
  } finally {
    await front.close();
  }
};

const printRow = async (url: string, events: number, print: (line: string) => void): Promise<void> => {
  const requests = KEYS.map((key, n) => ({
    method: 'POST' as const,
    path: '/v1/batch',
    headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`, origin: 'https://shop.example' },
    body: JSON.stringify({ batch: Array.from({ length: events }, (_, at) => event(n * events + at)) }),
  }));
  const result = await autocannon({ url, connections: CONNECTIONS, duration: SECONDS, workers: 1, requests });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) process.exitCode = 1;
  const cells = [
    `  ${`batches of ${events}`.padEnd(16)}`,
    `${result.requests.average.toFixed(0).padStart(7)} requests/s`,
    `${(result.requests.average * events).toFixed(0).padStart(8)} events/s`,
    `p50 ${result.latency.p50.toFixed(0)} ms`,
    `p99 ${result.latency.p99.toFixed(0)} ms`,
    `${failed} errors`,
  ];
  print(cells.join('   '));
};
