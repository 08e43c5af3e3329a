import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import book from '../../../../lambdas/generated/campaigns.js';
import validators from '../../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../../tools/cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../../../../tools/cloud/embedded-cloud.ts';
import { startApiFront } from '../../../../tools/cloud/fronts/api.ts';
import type { Front } from '../../../../tools/cloud/fronts/listen.ts';
import { seededRandom } from '../../../../tools/cloud/seeded-random.ts';

const START = Date.UTC(2026, 5, 1, 9);
const HOUR_MS = 3_600_000;
const root = new URL('../../../../', import.meta.url).pathname;

let cloud: EmbeddedCloud;
let front: Front;
let folder: string;

/** Three big spenders, one without consent and one without an address; and somebody who buys little. */
beforeEach(async () => {
  const campaigns = book.campaigns.map((campaign) => ({ ...campaign, holdout: 0 }));
  cloud = await createEmbeddedCloud({
    ...{ clock: cloudClock(START), random: seededRandom(1), validators },
    book: { ...book, brand: { ...book.brand, holdout: 0 }, campaigns },
  });
  const events = (who: string, total: number, ...more: readonly object[]) =>
    [{ type: 'track', event: 'Order Completed', properties: { order_id: who, total, currency: 'GBP' } }, ...more].map(
      (message, index) => ({
        partitionKey: who,
        data: Buffer.from(
          JSON.stringify({ messageId: `${who}-${index}`, userId: who, context: { backfill: true }, ...message }),
        ),
      }),
    );
  const identify = (who: string) => ({ type: 'identify', traits: { email: `${who}@example.com` } });
  const subscribed = { type: 'track', event: 'Subscribed', properties: { topic: 'promotions' } };
  cloud.putRecords([
    ...events('ada', 300, identify('ada'), subscribed),
    ...events('ben', 300, identify('ben')),
    ...events('cy', 300),
    ...events('dot', 20, identify('dot'), subscribed),
  ]);
  await cloud.advanceTo(START + 60_000);
  front = await startApiFront({ port: 0, cloud });
  folder = await mkdtemp(join(tmpdir(), 'broadcast-'));
  const endpoints = { kinesis: front.url, collector: front.url, api: front.url, console: front.url };
  await writeFile(join(folder, 'endpoints.json'), JSON.stringify(endpoints));
});
afterEach(async () => {
  await front.close();
  cloud.stop();
  await rm(folder, { recursive: true });
});

const later = async (hours = 2) => cloud.advanceTo(cloud.clock.now() + hours * HOUR_MS);
const rows = () => [...cloud.stores.ledger.rows.values()];
const mails = () => cloud.counts().mailsByCampaign;

describe('the routes of broadcasts', () => {
  const post = async (what: string, body: unknown = {}) => {
    const response = await fetch(`${front.url}/v1/broadcasts/${what}`, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  const list = async () => (await fetch(`${front.url}/v1/broadcasts`)).json();

  it('count, start and show one; each of its people gets one mail, or a row that says why not', async () => {
    expect(await list()).toEqual({ broadcasts: [] });
    expect(await post('first-look/count', { by: 'ada' })).toMatchObject({
      status: 200,
      body: { broadcast: { state: 'counted', read: 4, members: 3, reachable: 2, by: 'ada' } },
    });
    expect(rows()).toEqual([]);
    expect(await post('first-look/start')).toMatchObject({ status: 200, body: { broadcast: { state: 'done' } } });
    await later();
    expect(mails()).toEqual({ 'first-look': 1 });
    expect(rows().map(({ state, reason }) => reason ?? state)).toEqual(expect.arrayContaining(['no_consent']));
    expect(rows()).toHaveLength(2);
    expect(await list()).toMatchObject({ broadcasts: [{ campaign: 'first-look', state: 'done' }] });
  });

  it('stop one: what waits for its hour is never sent', async () => {
    await post('first-look/count', { local: '2026-06-01 18:00' });
    await post('first-look/start');
    expect(await post('first-look/stop', { by: 'ben' })).toMatchObject({ body: { broadcast: { state: 'stopped' } } });
    await later(24 * 4);
    expect(mails()).toEqual({});
  });

  it('resume one, and begin another only where told to mail again', async () => {
    await post('first-look/count', { local: '2026-06-01 18:00' });
    await post('first-look/start');
    await post('first-look/stop');
    await later(10);
    expect(mails()).toEqual({});
    expect(await post('first-look/resume', { by: 'ben' })).toMatchObject({ body: { broadcast: { state: 'done' } } });
    await later();
    expect(mails()).toEqual({ 'first-look': 1 });
    await post('first-look/count');
    expect(await post('first-look/start')).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('first-look was mailed before') },
    });
    expect(await post('first-look/start', { again: true })).toMatchObject({ status: 200 });
  });

  it('mail by the recipient’s own clock', async () => {
    await post('first-look/count', { local: '2026-06-01 18:00' });
    await post('first-look/start');
    await cloud.advanceTo(Date.UTC(2026, 5, 1, 16, 59));
    expect(mails()).toEqual({});
    await cloud.advanceTo(Date.UTC(2026, 5, 1, 17, 5));
    expect(mails()).toEqual({ 'first-look': 1 });
  });

  it.each<[string, unknown, number, string]>([
    ['welcome/count', {}, 409, 'welcome is no broadcast; there are: first-look.'],
    ['first-look/start', {}, 409, 'has not been counted'],
    ['first-look/stop', {}, 409, 'was never started'],
    ['first-look/count', { local: '2026-02-30 09:00' }, 409, 'no clock shows'],
    ['first-look/count', { at: START }, 409, 'is past: say a later time, or --now.'],
    ['first-look/resume', {}, 409, 'was never started'],
    ['first-look/count', { by: '' }, 400, 'Send {'],
    ['first-look/count', [], 400, 'Send {'],
    ['first-look/constructor', {}, 404, 'counted, started, stopped and resumed'],
    ['first-look/mail', {}, 404, 'counted, started, stopped and resumed'],
  ])('refuse POST %s of %j', async (what, body, status, message) => {
    const answer = await post(what, body);
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(message) } });
    expect(cloud.stores.broadcasts.runs.size).toBe(0);
  });
});

describe('kairos broadcast', () => {
  const run = (...given: readonly string[]) =>
    new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
      const args = ['bin/kairos.ts', 'broadcast', ...given, '--endpoints', join(folder, 'endpoints.json')];
      const child = execFile(process.execPath, args, { cwd: root }, (_error, out, err) =>
        resolve({ code: child.exitCode ?? -1, out, err }),
      );
      child.stdin?.end();
    });
  const CLI_MS = 60_000;

  it('counts, and mails nobody without a yes', { timeout: CLI_MS }, async () => {
    expect((await run()).out).toBe('No broadcast was ever started.\n');
    const counted = await run('first-look', '--now', '--dry-run', '--by', 'ada');
    expect(counted).toMatchObject({ code: 0 });
    expect(counted.out).toMatch(/^first-look +counted +2 addresses of 3 people, 4 profiles read; due .*; ada, /);
    expect(await run('first-look', '--now')).toMatchObject({
      code: 1,
      err: expect.stringContaining('nobody is there to say yes: add --yes.'),
    });
    await later();
    expect(mails()).toEqual({});
  });

  it('mails each address once, says how far it is, and stops it', { timeout: CLI_MS }, async () => {
    const sent = await run('first-look', '--now', '--yes');
    expect(sent.out).toContain('To stop it: kairos broadcast first-look --stop.');
    await later();
    expect(mails()).toEqual({ 'first-look': 1 });
    expect((await run('--status')).out).toMatch(/^first-look +done /);
    expect((await run('first-look', '--stop')).out).toContain('Nobody further is mailed');
    expect((await run('first-look', '--resume')).out).toMatch(/^first-look +done .*\nIt goes out/);
    const again = await run('first-look', '--now', '--yes');
    expect(again).toMatchObject({
      code: 1,
      err: expect.stringContaining('first-look was mailed before (of 2026-06-01T'),
    });
    expect((await run('first-look', '--now', '--dry-run')).out).toMatch(
      /^first-look +counted .*\n +before +done .*\nTAKE CARE: first-look was mailed before/,
    );
    expect((await run('first-look', '--now', '--yes', '--again')).out).toContain('TAKE CARE');
  });

  it.each<[readonly string[], string]>([
    [['first-look'], 'say when: --now, or --at'],
    [['first-look', '--at', '2026-02-30 09:00'], 'Say "2026-12-01 09:00"'],
    [['first-look', '--at', 'noon'], 'Say "2026-12-01 09:00"'],
    [['win-back', '--now'], 'win-back is no broadcast; there are: first-look.'],
    [['first-look', '--stop'], 'first-look was never started.'],
    [['first-look', '--resume'], 'first-look was never started.'],
    [['first-look', '--at', '2026-06-01 08:00'], 'is past by the brand’s clock (Europe/London)'],
  ])('refuses %j with the remedy', { timeout: CLI_MS }, async (given, remedy) => {
    expect(await run(...given)).toMatchObject({ code: 1, err: expect.stringContaining(remedy) });
    expect(rows()).toEqual([]);
  });
});
