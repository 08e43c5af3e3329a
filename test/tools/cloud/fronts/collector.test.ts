import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import book from '../../../../lambdas/generated/campaigns.js';
import validators from '../../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../../tools/cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../../../../tools/cloud/embedded-cloud.ts';
import { startCollectorFront } from '../../../../tools/cloud/fronts/collector.ts';
import type { Front } from '../../../../tools/cloud/fronts/listen.ts';
import { seededRandom } from '../../../../tools/cloud/seeded-random.ts';

let cloud: EmbeddedCloud;
let front: Front;
beforeEach(async () => {
  cloud = await createEmbeddedCloud({
    clock: cloudClock(1_780_000_000_000),
    random: seededRandom(1),
    book,
    validators,
  });
  front = await startCollectorFront({
    port: 0,
    now: cloud.clock.now,
    collect: cloud.collect,
    relayPubsub: cloud.relayPubsub,
  });
});
afterEach(() => front.close());

const message = { userId: 'ada', event: 'Product Viewed', properties: { product_id: 'MR-001' } };
const basic = { authorization: `Basic ${Buffer.from('kairos-dev:').toString('base64')}` };
const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = basic) =>
  fetch(`${front.url}${path}`, { method: 'POST', headers, body });
const corsOf = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control')));

describe('the collector over HTTP', () => {
  it('takes a message with the write key as a user, and the event counts', async () => {
    const response = await post('/v1/track', JSON.stringify(message));
    expect([response.status, await response.json()]).toEqual([200, { success: true }]);
    await cloud.settle();
    expect(cloud.counts().events).toMatchObject({ put: 1, applied: 1 });
  });

  it('takes gzip, whatever its label says, with the write key in the body', async () => {
    const body = gzipSync(JSON.stringify({ writeKey: 'kairos-dev', batch: [{ type: 'track', ...message }] }));
    const response = await post('/v1/batch', new Uint8Array(body), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(response.status).toBe(200);
    await cloud.settle();
    expect(cloud.counts().events.applied).toBe(1);
  });

  it('counts what it keeps of a batch as put, like everything else that it accepts', async () => {
    const batch = [
      { type: 'track', ...message },
      7,
      { type: 'track', ...message, properties: { a: 'x'.repeat(33_000) } },
    ];
    expect((await post('/v1/batch', JSON.stringify({ batch }))).status).toBe(200);
    await cloud.settle();
    expect(cloud.counts().events).toEqual({ put: 3, applied: 1, duplicates: 0, failed: 2 });
  });

  it.each([
    ['an unknown write key', '/v1/track', JSON.stringify(message), {}, 401],
    ['a body that is no JSON', '/v1/track', '{', basic, 400],
    ['a path that is none', '/v2/track', JSON.stringify(message), basic, 404],
    ['more than API Gateway lets through', '/v1/track', 'x'.repeat(11 * 1024 * 1024), basic, 413],
  ])('refuses %s', async (_name, path, body, headers, status) => {
    expect((await post(path, body, headers)).status).toBe(status);
    expect(cloud.counts().events.put).toBe(0);
  });

  it('takes what Pub/Sub pushes, and a push that comes again counts once', async () => {
    const push = await readFile(new URL('../../../../examples/pubsub-push.json', import.meta.url), 'utf8');
    for (let delivery = 0; delivery < 2; delivery += 1) expect((await post('/pubsub', push, {})).status).toBe(204);
    await cloud.settle();
    expect(cloud.counts()).toMatchObject({ events: { duplicates: 3, failed: 0 }, mailsByCampaign: { welcome: 1 } });
    expect((await post('/pubsub', '{}', {})).status).toBe(400);
  });

  it("answers a browser's pre-flight as the gateway does: no header more that a test could lean on", async () => {
    const response = await fetch(`${front.url}/v1/track`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example' },
    });
    expect(response.status).toBe(204);
    expect(corsOf(response)).toEqual({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization,content-type,content-encoding,x-retry-count',
      'access-control-max-age': '3600',
    });
  });

  it('lets a page read when it may send again', async () => {
    const response = await post('/v1/track', JSON.stringify(message));
    expect(corsOf(response)).toEqual({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'retry-after',
    });
  });
});
