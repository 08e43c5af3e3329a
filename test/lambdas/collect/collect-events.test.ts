import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { failedEventsIn } from '../../../lambdas/adapters/failed-events.ts';
import { countingMetrics } from '../../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryEventStream } from '../../../lambdas/adapters/memory/event-stream.ts';
import { memoryObjectStore } from '../../../lambdas/adapters/memory/object-store.ts';
import { collectEvents } from '../../../lambdas/collect/collect-events.ts';
import { readFailedEvent } from '../../../lambdas/decode/failed-event-json.ts';
import { anHttpRequest, type HttpRequest } from '../../builders/http-request.ts';
import { aFixedRandom, aSleeperClock } from '../../builders/virtual-time.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });

const aCollector = (stream: ReturnType<typeof memoryEventStream> = memoryEventStream()) => {
  const metrics = countingMetrics();
  const bucket = memoryObjectStore();
  const clock = aSleeperClock(NOW);
  const collect = collectEvents({
    events: stream,
    failedEvents: failedEventsIn(bucket),
    writeKeys: { [hash('sha256', 'KEY', 'hex')]: 'web', [hash('sha256', 'NEXT', 'hex')]: 'web' },
    clock,
    random: aFixedRandom(),
    metrics,
  });
  const send = async (request: HttpRequest) => {
    const answer = await collect(anHttpRequest({ headers: basic('KEY'), ...request }));
    return { ...answer, body: answer.body?.startsWith('{') ? JSON.parse(answer.body) : answer.body };
  };
  const stored = () => stream.records.map(({ data }) => JSON.parse(Buffer.from(data).toString()));
  const kept = () =>
    [...bucket.objects].map(([key, bytes]) => {
      const failure = readFailedEvent(Buffer.from(bytes).toString());
      return { key, ...failure, raw: Buffer.from(failure?.raw ?? []).toString() };
    });
  const waitedMs = () => clock.slept.reduce((sum, ms) => sum + ms, 0);
  return { metrics, send, stored, stream, kept, waitedMs };
};
const track = (more: object = {}) => ({
  messageId: 'm-1',
  userId: 'u-1',
  event: 'E',
  timestamp: '2026-11-24T11:59:59.000Z',
  ...more,
});

describe('a request that is accepted', () => {
  it('puts the event on the stream with its source and all its times', async () => {
    const { send, stored, stream, metrics } = aCollector();
    const body = track({ sentAt: '2026-11-24T11:59:59.500Z', source: 'forged', receivedAt: '1999-01-01T00:00:00Z' });
    expect(await send({ path: '/v1/track', body })).toMatchObject({ statusCode: 200, body: { success: true } });
    expect(stored()).toEqual([
      {
        type: 'track',
        messageId: 'm-1',
        userId: 'u-1',
        event: 'E',
        source: 'web',
        receivedAt: '2026-11-24T12:00:00.000Z',
        sentAt: '2026-11-24T11:59:59.500Z',
        originalTimestamp: '2026-11-24T11:59:59.000Z',
        timestamp: '2026-11-24T11:59:59.000Z',
      },
    ]);
    expect(stream.records[0]?.partitionKey).toBe('u-1');
    expect(metrics.total('CollectorAccepted')).toBe(1);
  });

  it.each([
    ['identify', 'i'],
    ['track', 't'],
    ['page', 'p'],
    ['screen', 's'],
    ['group', 'g'],
    ['alias', 'a'],
  ])('may be %s or %s: the path says what it is', async (word, letter) => {
    const { send, stored } = aCollector();
    await send({ path: `/v1/${word}`, body: track({ type: 'other' }) });
    await send({ path: `/v1/${letter}`, body: track() });
    expect(stored().map(({ type }) => type)).toEqual([word, word]);
  });

  it.each(['/v1/batch', '/v1/b', '/v1/batch/'])(
    'may be a batch at %s, whose context everybody shares',
    async (path) => {
      const { send, stored } = aCollector();
      const batch = [track({ type: 'track', context: { locale: 'de' } }), track({ type: 'page', messageId: 'm-2' })];
      await send({
        path,
        body: { batch, context: { locale: 'en', app: 'x' }, sentAt: '2026-11-24T12:00:00.000Z', writeKey: 'KEY' },
      });
      expect(stored()).toMatchObject([
        { type: 'track', context: { locale: 'de', app: 'x' }, sentAt: '2026-11-24T12:00:00.000Z' },
        { type: 'page', context: { locale: 'en', app: 'x' } },
      ]);
    },
  );

  it.each([
    ['bytes', gzipSync(JSON.stringify(track())), { 'content-type': 'application/x-www-form-urlencoded' }],
    ['text', JSON.stringify(track()), { 'content-type': 'text/plain' }],
  ])('may come as %s, whatever its label says', async (_, body, headers) => {
    const { send, stored } = aCollector();
    expect(await send({ path: '/v1/t', body, headers: { ...basic('KEY'), ...headers } })).toMatchObject({
      statusCode: 200,
    });
    expect(stored()).toMatchObject([{ messageId: 'm-1' }]);
  });

  it('may begin with a byte-order mark', async () => {
    const { send, stored } = aCollector();
    await send({ path: '/v1/t', body: Buffer.from(`\ufeff${JSON.stringify(track())}`) });
    expect(stored()).toMatchObject([{ messageId: 'm-1' }]);
  });

  it('may carry its write key in the body, which is not passed on', async () => {
    const { send, stored } = aCollector();
    expect(await send({ path: '/v1/t', headers: {}, body: track({ writeKey: 'KEY' }) })).toMatchObject({
      statusCode: 200,
    });
    expect(JSON.stringify(stored())).not.toContain('KEY');
  });

  it('gets a message id where it has none, and keeps having no time where it has none', async () => {
    const { send, stored } = aCollector();
    await send({ path: '/v1/t', body: track({ messageId: undefined, timestamp: undefined }) });
    expect(stored()[0]).toMatchObject({ messageId: 'random-1', receivedAt: '2026-11-24T12:00:00.000Z' });
    expect(stored()[0]).not.toHaveProperty('timestamp');
  });

  it('waits for a shard that takes a thousand a second: a full batch of one person is stored once', async () => {
    let [second, asked] = [0, 0];
    const refuse = () => {
      const at = Math.floor(waitedMs() / 1_000);
      if (at !== second) [second, asked] = [at, 0];
      asked += 1;
      return asked > 1_000;
    };
    const { send, stored, waitedMs } = aCollector(memoryEventStream({ refuse }));
    const batch = Array.from({ length: 2_500 }, (_, n) => track({ messageId: `m-${n}` }));
    expect(await send({ path: '/v1/b', body: { batch } })).toMatchObject({ statusCode: 200 });
    expect(stored()).toHaveLength(2_500);
    expect(new Set(stored().map(({ messageId }) => messageId)).size).toBe(2_500);
  });

  it('is left to the stream even where it breaks its schema', async () => {
    const { send, stored } = aCollector();
    await send({ path: '/v1/track', body: track({ userId: true, event: 7 }) });
    expect(stored()).toHaveLength(1);
  });
});

describe("a device's clock", () => {
  it.each([
    ['a day behind is corrected', '2026-11-23T11:59:50.000Z', '2026-11-23T12:00:00.000Z', '2026-11-24T11:59:50.000Z'],
    ['a year ahead is corrected', '2027-11-24T11:59:50.000Z', '2027-11-24T12:00:00.000Z', '2026-11-24T11:59:50.000Z'],
    ['4 min behind is believed', '2026-11-24T11:55:50.000Z', '2026-11-24T11:56:00.000Z', '2026-11-24T11:55:50.000Z'],
    ['that nobody understands is passed on', 'yesterday', '2026-11-24T12:00:00.000Z', 'yesterday'],
    ['without sentAt is believed', '2020-01-01T00:00:00.000Z', undefined, '2020-01-01T00:00:00.000Z'],
  ])('%s', async (_, said, sentAt, timestamp) => {
    const { send, stored } = aCollector();
    await send({ path: '/v1/t', body: track({ timestamp: said, sentAt }) });
    expect(stored()).toMatchObject([{ originalTimestamp: said, timestamp }]);
  });

  const called = '2026-11-24T11:59:59.000Z';
  it.each([
    ['is right', '2025-01-01T00:00:00.000Z', '2026-11-24T12:00:00.000Z', '2025-01-01T00:00:00.000Z'],
    ['is a day behind', '2024-12-31T00:00:00.000Z', '2026-11-23T12:00:00.000Z', '2025-01-01T00:00:00.000Z'],
    ['is all there is to go by', undefined, '2026-11-24T12:00:00.000Z', called],
  ])(
    'that %s: an old order stays old beside the time of the call, which stays as it was sent',
    async (_, timestamp, sentAt, happened) => {
      const { send, stored } = aCollector();
      await send({ path: '/v1/t', body: track({ timestamp, originalTimestamp: called, sentAt }) });
      expect(stored()).toMatchObject([{ originalTimestamp: called, timestamp: happened }]);
    },
  );
});

describe('the partition key', () => {
  it.each([
    [{ userId: 17 }, '17'],
    [{ userId: '', anonymousId: 'a-1' }, 'a-1'],
    [{ userId: undefined }, 'm-1'],
    [{ userId: 'x'.repeat(300) }, 'x'.repeat(256)],
    [{ userId: 'u\ud800' }, 'u\ufffd'],
  ])('of %j is one that Kinesis takes', async (more, key) => {
    const { send, stream } = aCollector();
    await send({ path: '/v1/t', body: track(more) });
    expect(stream.records).toMatchObject([{ partitionKey: key }]);
  });
});

describe('a request that is refused', () => {
  const deep = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;
  it.each<[string, HttpRequest, number, string]>([
    ['an unknown path', { path: '/v1/import', body: track() }, 404, 'unknown_path'],
    ['another method', { path: '/v1/t', method: 'GET' }, 405, 'wrong_method'],
    ['a pixel that is posted', { path: '/v1/pixel.gif', body: track() }, 405, 'wrong_method'],
    ['a pixel without an event', { path: '/v1/pixel.gif', method: 'GET' }, 400, 'not_a_message'],
    ['settings of nobody', { path: '/v1/projects/NOT/settings', method: 'GET' }, 401, 'bad_write_key'],
    ['Jitsu', { path: '/api/s/track', headers: { 'x-write-key': 'KEY:SECRET' } }, 400, 'other_protocol'],
    ['Snowplow', { path: '/com.snowplowanalytics.snowplow/tp2', body: {} }, 400, 'other_protocol'],
    ['no key', { path: '/v1/t', headers: {}, body: track() }, 401, 'bad_write_key'],
    ['a wrong key', { path: '/v1/t', headers: basic('NOT'), body: track({ writeKey: 'KEY' }) }, 401, 'bad_write_key'],
    [
      'a name that every object has as key',
      { path: '/v1/t', headers: basic('constructor'), body: track() },
      401,
      'bad_write_key',
    ],
    ['no body', { path: '/v1/t' }, 400, 'not_json'],
    ['broken JSON', { path: '/v1/t', body: '{"a":' }, 400, 'not_json'],
    ['half a character', { path: '/v1/t', body: Buffer.from('{"userId":"Zo\xeb"}', 'latin1') }, 400, 'not_utf8'],
    [
      'half a character in gzip',
      { path: '/v1/t', body: gzipSync(Buffer.from('{"userId":"Zo\xeb"}', 'latin1')) },
      400,
      'not_utf8',
    ],
    [
      'half a character in a pixel',
      {
        path: '/v1/pixel.gif',
        method: 'GET',
        query: `data=${Buffer.from('{"a":"\xeb"}', 'latin1').toString('base64')}`,
      },
      400,
      'not_utf8',
    ],
    ['broken gzip', { path: '/v1/t', body: new Uint8Array([0x1f, 0x8b, 0]) }, 400, 'not_json'],
    ['a list', { path: '/v1/batch', body: [track()] }, 400, 'not_a_message'],
    ['a batch that is none', { path: '/v1/batch', body: track() }, 400, 'not_a_message'],
    ['a batch of numbers', { path: '/v1/batch', body: { batch: [1] } }, 400, 'not_a_message'],
    [
      'an event above 32 KB',
      { path: '/v1/t', body: track({ properties: { a: 'x'.repeat(33_000) } }) },
      400,
      'event_too_large',
    ],
    ['a body above 500 KB', { path: '/v1/t', body: 'x'.repeat(600_000) }, 413, 'body_too_large'],
    ['a gzip bomb', { path: '/v1/t', body: gzipSync(Buffer.alloc(50_000_000)) }, 413, 'body_too_large'],
    [
      '2,501 events',
      { path: '/v1/b', body: { batch: Array.from({ length: 2501 }, () => ({})) } },
      413,
      'too_many_events',
    ],
    ['40 levels', { path: '/v1/b', body: `{"batch":[{"properties":${deep}}]}` }, 400, 'out_of_bounds'],
    [
      '100,000 levels',
      { path: '/v1/b', body: `{"batch":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}` },
      400,
      'not_a_message',
    ],
    ['__proto__', { path: '/v1/t', body: '{"traits":{"__proto__":{}}}' }, 400, 'out_of_bounds'],
    ['__proto__ at the top', { path: '/v1/t', body: '{"__proto__":{"a":1}}' }, 400, 'out_of_bounds'],
    [
      "a batch's context with constructor",
      { path: '/v1/b', body: '{"batch":[],"context":{"constructor":1}}' },
      400,
      'out_of_bounds',
    ],
  ])('for %s says so, and stores nothing', async (_, request, statusCode, reason) => {
    const { send, stored, metrics } = aCollector();
    const answer = await send(request);
    expect(answer).toMatchObject({
      statusCode,
      body: { success: false, reason, message: expect.stringMatching(/\w{4}/) },
    });
    expect(stored()).toEqual([]);
    expect(metrics.total('CollectorRefused')).toBe(1);
  });

  it.each<[string, HttpRequest, string]>([
    [
      'what is too large',
      { path: '/v1/t', body: track({ properties: { a: 'x'.repeat(33_000) } }) },
      'The event is above 32768 bytes, most of them at /properties: shorten it, or put the event on the stream.',
    ],
    [
      'a forbidden key',
      { path: '/v1/i', body: '{"traits":{"list":[{"__proto__":1}]}}' },
      'The event has a key __proto__, constructor or prototype (at /traits/list/0/__proto__): send it without.',
    ],
    [
      'a number without end in a batch',
      { path: '/v1/b', body: '{"batch":[{"properties":{"total":1e999}}]}' },
      'Event 0 has a number beyond 1.8e308, which JSON.parse makes infinite (at /properties/total): send it without.',
    ],
    [
      "a batch's context",
      { path: '/v1/b', body: '{"batch":[],"context":{"constructor":1}}' },
      "The batch's context has a key __proto__, constructor or prototype (at /constructor): send it without.",
    ],
  ])('says where and what to do: %s', async (_, request, message) => {
    expect((await aCollector().send(request)).body).toMatchObject({ message });
  });

  it('is told to come back where not every event could be stored before its client hangs up', async () => {
    const { send, stored, waitedMs } = aCollector(
      memoryEventStream({ refuse: ({ partitionKey }) => partitionKey === 'u-2' }),
    );
    const batch = [track(), track({ userId: 'u-2' })];
    expect(await send({ path: '/v1/b', body: { batch } })).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '1' },
      body: { reason: 'not_stored' },
    });
    expect(stored()).toHaveLength(1);
    expect(waitedMs()).toBeGreaterThan(3_000);
    expect(waitedMs()).toBeLessThan(8_000);
  });

  it('is told to come back at once where the stream is away altogether', async () => {
    const put = () => Promise.reject(new Error('no stream'));
    const { send, metrics, waitedMs } = aCollector({ ...memoryEventStream(), put });
    expect(await send({ path: '/v1/t', body: track() })).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '1' },
      body: { reason: 'not_stored' },
    });
    expect(metrics.total('RecordsFailed')).toBe(1);
    expect(waitedMs()).toBe(0);
  });

  it('is told to come back where its source sends too much at once', async () => {
    const { send } = aCollector();
    const batch = Array.from({ length: 2_500 }, () => ({}));
    const answers = [];
    for (let n = 0; n < 3; n += 1) answers.push(await send({ path: '/v1/b', body: { batch } }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429]);
    expect(answers[2]?.headers).toMatchObject({ 'retry-after': '1' });
  });
});

describe('a bad event in a batch', () => {
  const good = track({ type: 'track' });
  const huge = track({ type: 'track', messageId: 'm-2', properties: { a: 'x'.repeat(33_000) } });

  it.each<[string, string, string]>([
    ['above 32 KB', JSON.stringify(huge), 'too_large'],
    ['with a forbidden key', '{"messageId":"m-2","traits":{"__proto__":{}}}', 'forbidden_key'],
    ['too deep', `{"messageId":"m-2","a":${'['.repeat(40)}${']'.repeat(40)}}`, 'too_deep'],
    ['that is none', '7', 'invalid_envelope'],
  ])('%s is kept as a failed event; its neighbours go on', async (_, bad, reason) => {
    const { send, stored, kept, metrics } = aCollector();
    const body = `{"batch":[${JSON.stringify(good)},${bad}]}`;
    for (const _again of [1, 2]) expect(await send({ path: '/v1/b', body })).toMatchObject({ statusCode: 200 });
    expect(stored().map(({ messageId }) => messageId)).toEqual(['m-1', 'm-1']);
    expect(kept()).toMatchObject([{ reason, source: 'web', position: { shard: 'collect' } }]);
    expect(kept()[0]?.raw).toContain(bad === '7' ? '7' : '"source":"web"');
    expect(metrics.total('EventsFailed')).toBe(2);
  });

  it('is kept with a path, and with what makes it bad: putting it back does not mend it', async () => {
    const { send, kept } = aCollector();
    const body = `{"batch":[${JSON.stringify(good)},{"messageId":"m-2","properties":{"total":-1e999}}]}`;
    expect(await send({ path: '/v1/b', body })).toMatchObject({ statusCode: 200 });
    expect(kept()).toMatchObject([{ reason: 'too_large', path: '/properties/total' }]);
    expect(kept()[0]?.raw).toContain('"total":-1e999');
  });

  it('does not carry its write key into the store', async () => {
    const { send, kept } = aCollector();
    await send({ path: '/v1/b', body: { batch: [good, { ...huge, writeKey: 'KEY' }] } });
    expect(kept()[0]?.raw).not.toContain('KEY');
  });

  it.each<[string, unknown[]]>([
    ['no good one beside them', [1, 2]],
    ['many of them', [good, ...Array.from({ length: 21 }, () => 1)]],
  ])('refuses the batch where there are %s', async (_, batch) => {
    const { send, stored, kept } = aCollector();
    expect(await send({ path: '/v1/b', body: { batch } })).toMatchObject({ statusCode: 400 });
    expect([...stored(), ...kept()]).toEqual([]);
  });

  it('refuses the batch where it is nested too deep to be written at all', async () => {
    const { send, stored } = aCollector();
    const endless = `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`;
    const body = `{"batch":[${JSON.stringify(good)},${endless}]}`;
    expect(await send({ path: '/v1/b', body })).toMatchObject({ statusCode: 400, body: { reason: 'out_of_bounds' } });
    expect(stored()).toEqual([]);
  });
});

describe('a pixel', () => {
  const dataOf = (message: object) => Buffer.from(JSON.stringify(message)).toString('base64');
  it.each([
    ['/v1/pixel.gif', { event: 'Email Opened' }, 'track'],
    ['/v1/pixel.gif', { type: 'page', name: 'Home' }, 'page'],
    ['/v1/pixel/identify', { type: 'other', traits: {} }, 'identify'],
  ])('%s with %j is one event, answered with a picture that nobody caches', async (path, message, type) => {
    const { send, stored } = aCollector();
    const data = dataOf({ ...message, writeKey: 'KEY', userId: 'u-1' });
    for (const query of [
      data,
      encodeURIComponent(data),
      data.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
    ]) {
      const answer = await send({ method: 'GET', path, query: `data=${query}`, headers: {} });
      expect(answer).toMatchObject({
        statusCode: 200,
        isBase64Encoded: true,
        headers: { 'content-type': 'image/gif', 'cache-control': 'no-store, private' },
      });
      expect(Buffer.from(answer.body, 'base64').toString('latin1')).toMatch(/^GIF89a/);
    }
    expect(stored()).toHaveLength(3);
    expect(stored()[0]).toMatchObject({ type, userId: 'u-1', source: 'web' });
    expect(JSON.stringify(stored())).not.toContain('KEY');
  });
});

describe('the settings that a browser asks for', () => {
  it.each([
    ['http', 'http'],
    [undefined, 'https'],
  ])('point it back to where it asked, by %s as %s', async (forwarded, protocol) => {
    const { send, stored } = aCollector();
    const headers: Record<string, string> = forwarded === undefined ? {} : { 'x-forwarded-proto': forwarded };
    const answer = await send({ method: 'GET', path: '/v1/projects/NEXT/settings', headers });
    expect(answer).toMatchObject({
      statusCode: 200,
      body: { integrations: { 'Segment.io': { apiKey: 'NEXT', apiHost: 'api.example/v1', protocol } } },
    });
    expect(stored()).toEqual([]);
  });
});

describe('a source', () => {
  it('may have several keys, so that one is replaced by the next without a gap', async () => {
    const { send, stored } = aCollector();
    for (const key of ['KEY', 'NEXT']) await send({ path: '/v1/t', headers: basic(key), body: track() });
    expect(stored().map(({ source }) => source)).toEqual(['web', 'web']);
  });
});

describe('a browser', () => {
  it('lets no page of its own accord read an answer: the gateway has the stage’s allow-list', async () => {
    const { send } = aCollector();
    const origin = 'https://shop.example';
    const asked = await send({ method: 'OPTIONS', path: '/v1/t', headers: { origin } });
    const posted = await send({ path: '/v1/t', headers: { origin }, body: track() });
    for (const { headers } of [asked, posted])
      expect(Object.keys(headers ?? {}).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});
