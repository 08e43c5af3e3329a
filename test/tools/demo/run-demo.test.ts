import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { readEndpoints } from '../../../tools/demo/endpoints-file.ts';
import { runDemo } from '../../../tools/demo/run-demo.ts';
import { aDemoWorld } from '../../builders/demo-world.ts';

const NOON = Date.UTC(2026, 5, 2, 11);
const ports = { kinesis: 0, collector: 0, api: 0 };
const sends = z.object({
  sends: z.array(z.object({ campaign: z.string(), state: z.string(), reason: z.string().optional() })),
});
const inbox = z.object({ mails: z.array(z.object({ id: z.string(), to: z.string(), campaign: z.string() })) });
const summary = z.object({
  events: z.object({ put: z.number(), applied: z.number(), duplicates: z.number(), failed: z.number() }),
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kairos-demo-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A demo that went live, and how to end it. */
const aLiveDemo = async (more: { readonly report?: string } = {}) => {
  const endpointsFile = join(folder, `${Math.random()}.json`);
  const { world, printed, stop } = aDemoWorld(NOON);
  const running = runDemo(
    { seed: 5, shoppers: 30, ports, exitWhenDone: false, mailbox: 'quiet', endpointsFile, ...more },
    world,
  );
  const live = await vi.waitUntil(() => readEndpoints(endpointsFile), { timeout: 20_000, interval: 20 });
  const get = async (path: string): Promise<unknown> => (await fetch(`${live.api}${path}`)).json();
  return {
    live,
    printed,
    endpointsFile,
    get,
    post: (url: string, body: string) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
    sendsOf: async (id: string) =>
      sends
        .parse(await get(`/v1/sends?profile=${encodeURIComponent(id)}`))
        .sends.map(({ campaign, state, reason }) => [campaign, state, reason]),
    stop: async () => {
      stop();
      await running;
    },
  };
};

const example = (name: string) => readFile(new URL(`../../../examples/${name}`, import.meta.url), 'utf8');
const settled = (check: () => Promise<unknown>) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

describe('the demo', () => {
  it('tells what became of a day and leaves, where it is to end with it', async () => {
    const { world, printed } = aDemoWorld(NOON);
    await runDemo({ seed: 5, shoppers: 60, ports, exitWhenDone: true }, world);
    const text = printed.join('\n');
    const [, put = '', applied = '', duplicates = '', failed = ''] =
      /Events +([\d,]+) put = ([\d,]+) applied \+ ([\d,]+) duplicates \+ ([\d,]+) failed/.exec(text) ?? [];
    const [whole, ...parts] = [put, applied, duplicates, failed].map((number) => Number(number.replace(',', '')));
    expect(parts.reduce((a, b) => a + b, 0)).toBe(whole);
    expect(parts.every((part) => part > 0)).toBe(true);
    expect(text).toMatch(/Mails +.*welcome \d+/);
    expect(text).toMatch(/Not sent +.*exited \d+/);
    expect(text).toMatch(/into the cart at \d\d:\d\d.*the mail “.*” went out\./);
    expect(text).toMatch(/Not sent: the cart was ordered before the hour was over\./);
  });

  it('brings the cart mail that the pasted request starts, an hour later', async () => {
    const demo = await aLiveDemo();
    try {
      const put = await demo.post(`${demo.live.collector}/v1/batch`, await example('add-to-cart.json'));
      expect(put.status).toBe(200);
      await settled(async () =>
        expect(await demo.sendsOf('maya@example.com')).toEqual(
          expect.arrayContaining([
            ['welcome', 'delivered', undefined],
            ['cart-abandoned', 'planned', undefined],
          ]),
        ),
      );
      const moved = await demo.post(`${demo.live.api}/v1/clock`, JSON.stringify({ advanceMs: 3_600_000 }));
      expect(moved.status).toBe(200);
      expect(await demo.sendsOf('maya')).toContainEqual(['cart-abandoned', 'delivered', undefined]);
      const { mails } = inbox.parse(await demo.get('/v1/inbox'));
      const reminder = mails.find(({ to, campaign }) => to === 'maya@example.com' && campaign === 'cart-abandoned');
      const mail = await fetch(`${demo.live.api}/v1/inbox/${reminder?.id}`);
      expect(mail.headers.get('content-security-policy')).toContain('sandbox');
      expect(await mail.text()).toContain('Tideline Mug');
    } finally {
      await demo.stop();
    }
  });

  it('takes the pasted records from the AWS SDK, once however often they are pasted', async () => {
    const demo = await aLiveDemo();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new KinesisClient({ region: 'eu-west-1', endpoint: demo.live.kinesis, credentials });
    try {
      const records = z
        .array(z.object({ PartitionKey: z.string(), Data: z.string() }))
        .parse(JSON.parse(await example('add-to-cart.records.json')))
        .map(({ PartitionKey, Data }) => ({ PartitionKey, Data: new TextEncoder().encode(Data) }));
      const before = summary.parse(await demo.get('/v1/summary')).events;
      for (let paste = 0; paste < 2; paste += 1)
        await client.send(new PutRecordsCommand({ StreamName: 'events', Records: records }));
      await settled(async () => {
        const { applied, duplicates } = summary.parse(await demo.get('/v1/summary')).events;
        // The third's welcome was delivered, which is an event too.
        expect([applied - before.applied, duplicates - before.duplicates]).toEqual([4, 3]);
        expect(await demo.sendsOf('jonas@example.com')).toEqual(
          expect.arrayContaining([
            ['welcome', 'delivered', undefined],
            ['cart-abandoned', 'planned', undefined],
          ]),
        );
      });
    } finally {
      client.destroy();
      await demo.stop();
    }
  });

  it('lets an order end the cart that was filled', async () => {
    const demo = await aLiveDemo();
    try {
      await demo.post(`${demo.live.collector}/v1/batch`, await example('add-to-cart.json'));
      await settled(async () => expect(await demo.sendsOf('maya')).toHaveLength(4));
      await demo.post(`${demo.live.collector}/v1/track`, await example('order.json'));
      await settled(async () =>
        expect(await demo.sendsOf('maya')).toContainEqual(['order-confirmation', 'delivered', undefined]),
      );
      await demo.post(`${demo.live.api}/v1/clock`, JSON.stringify({ advanceMs: 3_600_000 }));
      const outcomes = await demo.sendsOf('maya');
      expect(outcomes.find(([campaign]) => campaign === 'cart-abandoned')?.[1]).not.toBe('delivered');
    } finally {
      await demo.stop();
    }
  });

  it('serves the console, the pictures of its mails and its counts, and nothing to foreign pages', async () => {
    const demo = await aLiveDemo();
    try {
      const page = await fetch(demo.live.console);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const picture = await fetch(`${demo.live.api}/pictures/tideline-mug-rust.png`);
      expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect((await fetch(`${demo.live.api}/pictures/..%2f..%2fpackage.json`)).status).toBe(404);
      const { events } = summary.parse(await demo.get('/v1/summary'));
      expect(events.put).toBe(events.applied + events.duplicates + events.failed);
      const foreign = { method: 'POST', headers: { origin: 'https://example.com' }, body: '{"advanceMs":1}' };
      expect((await fetch(`${demo.live.api}/v1/clock`, foreign)).status).toBe(403);
      expect((await demo.post(`${demo.live.api}/v1/clock`, '{"advanceMs":-5}')).status).toBe(400);
      expect((await fetch(`${demo.live.api}/v1/profiles/nobody`)).status).toBe(404);
    } finally {
      await demo.stop();
    }
  });

  it('tells what happens while it happens', async () => {
    const demo = await aLiveDemo();
    try {
      const stream = await fetch(`${demo.live.api}/v1/live`);
      const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
      await demo.post(`${demo.live.collector}/v1/batch`, await example('add-to-cart.json'));
      let told = '';
      while (!/"kind":"mail".*"campaign":"welcome"/.test(told)) told += (await reader?.read())?.value ?? '';
      expect(told).toMatch(/"kind":"event".*"name":"Product Added".*"outcome":"applied"/);
      await reader?.cancel();
    } finally {
      await demo.stop();
    }
  });

  it('reports the real latency of what was put while it was live', async () => {
    const report = join(folder, 'report.json');
    const demo = await aLiveDemo({ report });
    await demo.post(`${demo.live.collector}/v1/track`, await example('order.json'));
    await demo.post(`${demo.live.collector}/v1/batch`, await example('add-to-cart.json'));
    await settled(async () => expect(await demo.sendsOf('maya')).toContainEqual(['welcome', 'delivered', undefined]));
    await demo.stop();
    const { latencyMs } = z
      .object({ latencyMs: z.object({ p95: z.number() }) })
      .parse(JSON.parse(await readFile(report, 'utf8')));
    expect(latencyMs.p95).toBeGreaterThanOrEqual(0);
  });

  it('leaves nothing behind when it ends', async () => {
    const demo = await aLiveDemo();
    await demo.stop();
    expect(existsSync(demo.endpointsFile)).toBe(false);
    await expect(fetch(demo.live.api)).rejects.toThrow();
  });

  it('does not start where a port is taken, and says which flag helps', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const api = typeof address === 'object' && address !== null ? address.port : 0;
    const { world } = aDemoWorld(NOON);
    const starting = runDemo({ seed: 5, shoppers: 1, ports: { ...ports, api }, exitWhenDone: false }, world);
    await expect(starting).rejects.toThrow(new RegExp(`port ${api} .* --api-port`));
    await new Promise((resolve) => other.close(resolve));
  });
});
