import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryEventStream } from '../../lambdas/adapters/memory/event-stream.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import { collectEvents } from '../../lambdas/collect/collect-events.ts';
import { decodeRecord } from '../../lambdas/decode/decode-record.ts';
import validators from '../../lambdas/generated/validators.js';
import { anHttpRequest } from '../builders/http-request.ts';
import { aRecord } from '../builders/record.ts';
import { aFixedRandom, aSleeperClock } from '../builders/virtual-time.ts';

const folder = join(process.env.KAIROS_SHARED ?? '', 'captures');
const recording = z.object({
  requests: z.array(
    z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
  ),
});
const read = (file: string) => recording.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))).requests;
/** All recordings are from within this hour. */
const RECORDED = Date.UTC(2026, 10, 24, 2, 35);

const replay = async (file: string) => {
  const stream = memoryEventStream();
  const collect = collectEvents({
    events: stream,
    failedEvents: failedEventsIn(memoryObjectStore()),
    writeKeys: { [hash('sha256', 'TESTWRITEKEY', 'hex')]: 'web', [hash('sha256', 'K', 'hex')]: 'web' },
    clock: aSleeperClock(RECORDED),
    random: aFixedRandom(),
    metrics: countingMetrics(),
  });
  // Pre-flights are the gateway's, and the SDK's own script is whatever serves the page's.
  const asked = read(file).filter(({ method, url }) => method !== 'OPTIONS' && !url.startsWith('/analytics.js/'));
  const statuses: (number | undefined)[] = [];
  for (const { method, url: path, headers, body } of asked) {
    const text = body === undefined || body === null || body === '' ? undefined : JSON.stringify(body);
    const sent = headers['content-encoding'] === 'gzip' && text !== undefined ? gzipSync(text) : text;
    statuses.push((await collect(anHttpRequest({ method, path, headers, body: sent }))).statusCode);
  }
  return {
    statuses,
    decoded: stream.records.map(({ data }) => decodeRecord(aRecord(data, { arrivedAt: RECORDED }), validators)),
  };
};

/** Messages that a recording holds, counted without our code. */
const messagesIn = (file: string): number =>
  read(file)
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => z.object({ batch: z.array(z.unknown()).optional() }).parse(body).batch?.length ?? 1)
    .reduce((sum, count) => sum + count, 0);

const compatible = readdirSync(folder).filter((file) => /^(?:segment|rudder|customerio)/.test(file));

describe('what unmodified clients really sent', () => {
  it('is there to be replayed', () => expect(compatible.length).toBeGreaterThanOrEqual(10));

  /** One recorder sent an order that nobody could confirm: it has no order_id, and is kept as a failed event. */
  const refusedBehindTheStream = (file: string) =>
    file.startsWith('customerio') ? ["schema_violation: must have required property 'order_id'"] : [];

  it.each(compatible)('%s: every request is taken, every message becomes an event', async (file) => {
    const { statuses, decoded } = await replay(file);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    const failures = decoded.flatMap((record) => record.failures.map(({ reason, detail }) => `${reason}: ${detail}`));
    expect(failures).toEqual(refusedBehindTheStream(file));
    const events = decoded.flatMap((record) => record.events.map(({ event }) => event));
    expect(events).toHaveLength(messagesIn(file) - failures.length);
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set(['web']));
  });

  it.each([
    ['jitsu-js-1.11.0-node.json', 'Jitsu'],
    ['snowplow-node-tracker-4.8.0.json', 'Snowplow'],
  ])('%s: every request is told, in a way that ends it, that %s is not spoken here', async (file) => {
    const { statuses, decoded } = await replay(file);
    expect(new Set(statuses)).toEqual(new Set([400]));
    expect(decoded).toEqual([]);
  });
});
