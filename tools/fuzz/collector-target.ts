import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryEventStream } from '../../lambdas/adapters/memory/event-stream.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import { collectEvents } from '../../lambdas/collect/collect-events.ts';
import { type Chance, several } from './chance.ts';
import { NOW } from './fold-world.ts';
import { type FuzzTarget, mustHold } from './fuzz-target.ts';
import { hostileBytes } from './hostile-bytes.ts';
import { brokenMessage, deepJson, hostileValue, toJsonText, wellFormedMessage } from './hostile-messages.ts';
import { hostileText } from './hostile-values.ts';

const KEY = 'wk-fuzz';
const STATUSES = [200, 204, 400, 401, 404, 405, 413, 429];
/** A request of 500 KB must not become more than this on the stream. */
const MOST_STORED_BYTES = 10_000_000;

/** Requests of the collector: stored whole, or refused with a reason and nothing stored. */
export const collectorTarget: FuzzTarget = {
  name: 'collector',
  share: 0.469,
  boundMs: 2_000,
  open: async () => ({
    tryOne: async (chance) => {
      const events = memoryEventStream();
      let ids = 0;
      const collect = collectEvents({
        events,
        failedEvents: failedEventsIn(memoryObjectStore()),
        writeKeys: { [hash('sha256', KEY, 'hex')]: 'web' },
        clock: { now: () => NOW, sleep: async () => {} },
        random: { id: () => `id-${++ids}`, fraction: () => 0.5 },
        metrics: countingMetrics(),
      });
      const { statusCode = 0, body } = await collect(request(chance));
      mustHold(STATUSES.includes(statusCode), 'every answer has a status that a producer understands');
      mustHold(statusCode === 200 || events.records.length === 0, 'what is refused is not stored');
      let bytes = 0;
      for (const { partitionKey, data } of events.records) {
        bytes += data.byteLength;
        mustHold(data.byteLength < 1_000_000, 'a record fits the stream');
        mustHold(partitionKey !== '' && partitionKey.length <= 256, 'a partition key is 1 to 256 characters');
        mustHold(partitionKey.isWellFormed(), 'a partition key holds whole characters');
      }
      mustHold(bytes < MOST_STORED_BYTES, 'a small request does not become a flood');
      for (const { data } of events.records.slice(0, 3)) {
        const stored: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
        mustHold(typeof stored === 'object' && stored !== null && !Array.isArray(stored), 'a record is a message');
        mustHold('source' in stored && stored.source === 'web', 'nobody can send in another source’s name');
        mustHold(!('writeKey' in stored), 'no write key reaches the stream');
      }
      if (statusCode === 200) return ['stored'];
      const answer: unknown = JSON.parse(body ?? '');
      mustHold(typeof answer === 'object' && answer !== null, 'a refusal is JSON');
      return [`refused: ${statusCode}`];
    },
  }),
};

const request = (chance: Chance): APIGatewayProxyEventV2 => {
  const batch = chance.happens(0.4);
  const path = chance.happens(0.95)
    ? `/v1/${batch ? chance.pick(['batch', 'b']) : chance.pick(['track', 'identify', 'page', 'alias', 't', 'i', 'p'])}`
    : chance.pick([
        '/',
        '/v1/',
        '/v1/tracks',
        '/v1/__proto__',
        '/v1/constructor',
        `/v1/${'t'.repeat(5_000)}`,
        '/v1/%00',
      ]);
  const method = chance.happens(0.95) ? 'POST' : chance.pick(['GET', 'OPTIONS', 'PUT', '', 'post']);
  const bytes = bodyBytes(chance, batch);
  const asBase64 = chance.happens(0.5);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: headers(chance),
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'fuzz' },
      requestId: 'fuzz',
      routeKey: '$default',
      stage: '$default',
      time: '24/Nov/2026:12:00:00 +0000',
      timeEpoch: NOW,
    },
    isBase64Encoded: asBase64,
    ...(chance.happens(0.98) && { body: Buffer.from(bytes).toString(asBase64 ? 'base64' : 'utf8') }),
  };
};

const headers = (chance: Chance): Record<string, string> => {
  const right = `Basic ${Buffer.from(`${KEY}:`).toString('base64')}`;
  const authorization = chance.happens(0.9)
    ? right
    : chance.pick([
        '',
        'Basic',
        'Basic ====',
        `Bearer ${KEY}`,
        `Basic ${KEY}`,
        right.slice(0, -3),
        `Basic ${Buffer.from(hostileText(chance)).toString('base64')}`,
      ]);
  return {
    ...(chance.happens(0.95) && { authorization }),
    'content-type': chance.pick(['application/json', 'text/plain', '']),
  };
};

const bodyBytes = (chance: Chance, batch: boolean): Uint8Array => {
  if (chance.happens(0.2)) return hostileBytes(chance);
  const text = batch
    ? batchText(chance)
    : toJsonText(chance.happens(0.7) ? wellFormedMessage(chance) : brokenMessage(chance));
  return chance.happens(0.2) ? gzipSync(text) : Buffer.from(text);
};

const batchText = (chance: Chance): string => {
  if (chance.happens(0.002)) return largeBatch(chance);
  const items = several(chance, 0, 4, (index) =>
    chance.happens(0.8) ? wellFormedMessage(chance, index) : hostileValue(chance),
  );
  return toJsonText({
    batch: chance.happens(0.95) ? items : hostileValue(chance),
    ...(chance.happens(0.3) && { context: hostileValue(chance) }),
    ...(chance.happens(0.5) && { sentAt: chance.happens(0.5) ? '2026-11-24T11:59:59.000Z' : hostileValue(chance) }),
    ...(chance.happens(0.3) && { writeKey: hostileValue(chance) }),
  });
};

/** Small requests that ask for much: many events, each of which is given something large or deep of the batch's own. */
const largeBatch = (chance: Chance): string => {
  const events = `[${'{},'.repeat(chance.pick([10, 2_499, 2_500]))}{}]`;
  const shared = chance.pick([
    `"${'x'.repeat(30_000)}"`,
    `"${'x'.repeat(400_000)}"`,
    deepJson(20_000, 'object'),
    deepJson(100_000, 'list'),
  ]);
  return `{"batch":${events},"${chance.pick(['sentAt', 'context', 'writeKey', 'integrations'])}":${chance.happens(0.3) ? `{"a":${shared}}` : shared}}`;
};
