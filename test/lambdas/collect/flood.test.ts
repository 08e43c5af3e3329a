import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { failedEventsIn } from '../../../lambdas/adapters/failed-events.ts';
import { countingMetrics } from '../../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryEventStream } from '../../../lambdas/adapters/memory/event-stream.ts';
import { memoryObjectStore } from '../../../lambdas/adapters/memory/object-store.ts';
import { collectEvents } from '../../../lambdas/collect/collect-events.ts';
import { anHttpRequest } from '../../builders/http-request.ts';
import { aFixedRandom, aSleeperClock } from '../../builders/virtual-time.ts';

const postTo = async (events: ReturnType<typeof memoryEventStream>, document: object) => {
  const { statusCode } = await post(JSON.stringify(document), events);
  return { statusCode, keys: events.records.map(({ partitionKey }) => partitionKey) };
};

const post = async (body: Uint8Array | string, events = memoryEventStream()) => {
  const collect = collectEvents({
    events,
    failedEvents: failedEventsIn(memoryObjectStore()),
    writeKeys: { [hash('sha256', 'wk-1', 'hex')]: 'web' },
    clock: aSleeperClock(),
    random: aFixedRandom(),
    metrics: countingMetrics(),
  });
  const authorization = `Basic ${Buffer.from('wk-1:').toString('base64')}`;
  const { statusCode } = await collect(anHttpRequest({ path: '/v1/batch', headers: { authorization }, body }));
  const bytes = events.records.reduce((sum, { data }) => sum + data.byteLength, 0);
  return { statusCode, records: events.records.length, bytes };
};

const events = (count: number) => Array.from({ length: count }, (_, n) => ({ messageId: `m-${n}` }));

describe('a small request that asks for much', () => {
  it('does not repeat a huge "sentAt" of the batch in each of its events', async () => {
    const stored = await post(JSON.stringify({ batch: events(100), sentAt: 'x'.repeat(400_000) }));
    expect(stored).toMatchObject({ statusCode: 200, records: 100 });
    expect(stored.bytes).toBeLessThan(50_000);
  });

  it('is not brought down by a "sentAt" that is nested without end', async () => {
    const sentAt = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(await post(`{"batch":[{"messageId":"m-1"}],"sentAt":${sentAt}}`)).toMatchObject({ statusCode: 200 });
  });

  it('keeps a "sentAt" that is a time', async () => {
    const { statusCode, records } = await post(
      JSON.stringify({ batch: events(1), sentAt: '2026-11-24T12:00:00.000Z' }),
    );
    expect({ statusCode, records }).toEqual({ statusCode: 200, records: 1 });
  });

  it('is refused, and nothing of it stored, where its context in every event makes a flood of it', async () => {
    const body = gzipSync(JSON.stringify({ batch: events(2_500), context: { page: 'x'.repeat(30_000) } }));
    expect(body.byteLength).toBeLessThan(20_000);
    expect(await post(body)).toEqual({ statusCode: 413, records: 0, bytes: 0 });
  });
});

describe('a partition key', () => {
  it('holds whole characters also where an id is cut in the middle of one', async () => {
    const events = memoryEventStream();
    const { statusCode, keys } = await postTo(events, {
      batch: [{ messageId: 'm', userId: `x${'\u{1f600}'.repeat(200)}` }],
    });
    expect(statusCode).toBe(200);
    expect(keys[0]?.isWellFormed()).toBe(true);
    expect(keys[0]).toHaveLength(256);
  });
});
