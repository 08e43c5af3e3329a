import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { killableDemo } from './support/killable-demo.ts';
import { type ProducedEvent, stubbornProducer } from './support/stubborn-producer.ts';

const USERS = 60;
const VIEWS = 24;
const PRODUCERS = 4;
const KILLS = 6;
const HOUR_MS = 3_600_000;

const root = mkdtempSync(join(tmpdir(), 'kairos-kill-'));
const demo = await killableDemo(root);
afterAll(async () => {
  await demo.kill();
  rmSync(root, { recursive: true, force: true });
});

const tell = (text: string) => process.stderr.write(`${text}\n`);

/** Somebody signs up, looks around, and orders. */
const visitOf = (user: number): readonly ProducedEvent[] => {
  const userId = `kill-${user}`;
  const event = (number: number, message: object): ProducedEvent => ({
    userId,
    messageId: `${userId}-${number}`,
    source: 'kill-test',
    timestamp: new Date(Date.now()).toISOString(),
    ...message,
  });
  const track = (number: number, name: string, properties: object) =>
    event(number, { type: 'track', event: name, properties });
  const product = { product_id: 'MR-001', name: 'Tideline Mug', price: 14.5, quantity: 1, currency: 'GBP' };
  return [
    event(0, { type: 'identify', traits: { email: `${userId}@example.com` } }),
    track(1, 'Subscribed', { topic: 'promotions' }),
    ...Array.from({ length: VIEWS }, (_, index) => track(2 + index, 'Product Viewed', product)),
    track(VIEWS + 2, 'Order Completed', {
      order_id: `order-${user}`,
      total: 14.5,
      currency: 'GBP',
      products: [product],
    }),
  ];
};

const profileAnswer = z.object({
  profile: z.object({
    counters: z.record(z.string(), z.object({ count: z.number() })),
    purchases: z.object({ orders: z.number(), revenue: z.number() }),
  }),
});
const inboxAnswer = z.object({
  mails: z.array(z.object({ id: z.string(), sendId: z.string(), campaign: z.string(), to: z.string() })),
});
const sendsAnswer = z.object({
  sends: z.array(z.object({ campaign: z.string(), state: z.string(), reason: z.string().optional() })),
});
const summaryAnswer = z.object({
  events: z.object({ put: z.number(), applied: z.number(), duplicates: z.number(), failed: z.number() }),
});

const ask = async <Answer>(shape: z.ZodType<Answer>, path: string, init: RequestInit = {}): Promise<Answer> => {
  const response = await fetch(demo.apiUrl + path, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return shape.parse(await response.json());
};
const advance = (advanceMs: number) =>
  ask(z.unknown(), '/v1/clock', { method: 'POST', body: JSON.stringify({ advanceMs }) });
const mailsOfTheTest = async () =>
  (await ask(inboxAnswer, '/v1/inbox')).mails.filter(({ to }) => to.startsWith('kill-'));
const profilesOfTheTest = () =>
  Promise.all(Array.from({ length: USERS }, (_, user) => ask(profileAnswer, `/v1/profiles/kill-${user}`)));

it('loses nothing that was acknowledged and sends nothing twice, killed while it works', async () => {
  const startedAt = performance.now();
  await demo.start();
  const producers = Array.from({ length: PRODUCERS }, () => stubbornProducer(demo.kinesisUrl));
  const total = USERS * visitOf(0).length;
  const acknowledged = () => producers.reduce((sum, producer) => sum + producer.acknowledged.length, 0);
  let isPutting = true;
  const putting = Promise.all(
    producers.map((producer, index) => {
      const visits = Array.from({ length: USERS / PRODUCERS }, (_, user) => visitOf(user * PRODUCERS + index));
      return producer.putAll(visits.flat(), 7, 120);
    }),
  ).finally(() => {
    isPutting = false;
  });
  let kills = 0;
  for (; kills < KILLS && isPutting; kills += 1) {
    await pause(200 + Math.random() * 900);
    await demo.kill();
    const killedAt = performance.now();
    const done = acknowledged();
    // Every other time it dies once more on its way up.
    if (kills % 2 === 1) await demo.startAndKill(400 + Math.random() * 1_000);
    await demo.start();
    const back = ((performance.now() - killedAt) / 1_000).toFixed(1);
    tell(`kill ${kills + 1} of ${KILLS}: ${done} of ${total} events acknowledged; back after ${back} s`);
  }
  await putting;
  const inAll = kills + Math.floor(kills / 2);
  expect(kills).toBe(KILLS);
  expect(acknowledged()).toBe(total);
  // The claims that a kill interrupted are settled by the sweep, after their grace.
  for (let hours = 0; hours < 4; hours += 1) await advance(HOUR_MS);

  const profiles = await profilesOfTheTest();
  for (const { profile } of profiles) {
    const { identify, Subscribed, 'Product Viewed': viewed, 'Order Completed': ordered } = profile.counters;
    expect([identify, Subscribed, viewed, ordered].map((counter) => counter?.count)).toEqual([1, 1, VIEWS, 1]);
    expect(profile.purchases).toMatchObject({ orders: 1, revenue: 145_000 });
  }

  const mails = await mailsOfTheTest();
  expect(new Set(mails.map(({ sendId }) => sendId)).size).toBe(mails.length);
  const confirmed = mails.filter(({ campaign }) => campaign === 'order-confirmation').map(({ to }) => to);
  expect(confirmed.sort()).toEqual(Array.from({ length: USERS }, (_, user) => `kill-${user}@example.com`).sort());
  const welcomed = new Set(mails.filter(({ campaign }) => campaign === 'welcome').map(({ to }) => to));
  const reasons: Record<string, number> = {};
  for (let user = 0; user < USERS; user += 1) {
    if (welcomed.has(`kill-${user}@example.com`)) continue;
    const { sends } = await ask(sendsAnswer, `/v1/sends?profile=kill-${user}`);
    const row = sends.find(({ campaign }) => campaign === 'welcome');
    // Never silence: who got no welcome has a row that says why.
    expect(['parked', 'skipped', 'expired']).toContain(row?.state);
    const reason = row?.reason ?? row?.state ?? '';
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }

  const { events } = await ask(summaryAnswer, '/v1/summary');
  await demo.kill();
  await demo.start();
  expect(await profilesOfTheTest()).toEqual(profiles);
  expect(await mailsOfTheTest()).toEqual(mails);
  expect(await ask(summaryAnswer, '/v1/summary')).toMatchObject({ events: { put: events.put } });

  const unanswered = producers.reduce((sum, producer) => sum + producer.unanswered(), 0);
  for (const producer of producers) producer.close();
  tell(
    `kill -9: ${inAll + 1} kills, ${total} events acknowledged (${unanswered} requests without an answer), ${total} counted once; ` +
      `${mails.length} mails, 0 twice; ${confirmed.length} of ${USERS} orders confirmed; ` +
      `no welcome: ${JSON.stringify(reasons)}; ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`,
  );
});
