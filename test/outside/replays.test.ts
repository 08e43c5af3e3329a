import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityId } from '../../lambdas/core/identity/identity.ts';
import { fromMoney } from '../../lambdas/core/profile/money.ts';
import type { Profile } from '../../lambdas/core/profile/profile.ts';
import { openReplay, playLogs, type ReplayOptions } from '../../tools/demo/run-replay.ts';
import { aDemoWorld } from '../builders/demo-world.ts';

const REES46 = join(process.env.KAIROS_SHARED ?? '', 'data', 'rees46-2019-10-01.csv.gz');
const ONLINE_RETAIL = join(process.env.KAIROS_SHARED ?? '', 'data', 'uci-online-retail.csv.gz');
const linesOf = (file: string) => gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kairos-replays-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Through the whole embedded cloud, as `npm run demo -- --from` does it. */
const play = async (format: ReplayOptions['format'], ...files: string[]) => {
  const options: ReplayOptions = {
    seed: 1,
    shoppers: 0,
    ports: { kinesis: 0, collector: 0, api: 0 },
    exitWhenDone: true,
    files,
    format,
    speed: Infinity,
  };
  const { world } = aDemoWorld(0);
  const { cloud, span } = await openReplay(options, world);
  const report = await playLogs(cloud, options, span, world);
  const profiles = new Map<string, Profile>();
  for (const [id, state] of cloud.stores.profiles.states) if (state.kind === 'profile') profiles.set(id, state.profile);
  const ofUser = (user: string) => profiles.get(identityId({ kind: 'user', value: user }));
  return {
    report,
    profiles,
    ofUser,
    mails: new Map(cloud.stores.mail.acceptedByCampaign()),
    ledger: cloud.stores.ledger,
  };
};

type Played = Awaited<ReturnType<typeof play>>;
const countersOf = ({ profiles }: Played) =>
  new Map([...profiles].map(([id, { counters, purchases }]) => [id, { counters, purchases }]));
const sentRows = ({ ledger }: Played) =>
  [...ledger.rows.values()].filter(({ attempts }) => attempts > 0).map(({ sendId, attempts }) => [sendId, attempts]);

describe("a replay of REES46's day", () => {
  const [header = '', ...rows] = linesOf(REES46);
  let once: Played;
  beforeAll(async () => {
    once = await play('rees46', REES46);
  }, 300_000);

  it('accounts for every event, and makes one profile a user', () => {
    const { put, applied, duplicates, failed } = once.report.events;
    expect([put, duplicates, failed]).toEqual([applied, 0, 0]);
    expect(once.report.rows).toBe(rows.length);
    expect(once.report.profiles).toBe(new Set(rows.map((row) => row.split(',')[7])).size);
  });

  it.each([
    ['cart', 'Product Added'],
    ['purchase', 'Order Completed'],
    ['view', 'Product Viewed'],
  ])('counts as many %s rows a user as the log has', (type, name) => {
    const expected = new Map<string, number>();
    for (const [, kind, , , , , , user = ''] of rows.map((row) => row.split(',')))
      if (kind === type) expected.set(user, (expected.get(user) ?? 0) + 1);
    expect(expected.size).toBeGreaterThan(0);
    for (const [user, count] of expected) expect(once.ofUser(user)?.counters[name]?.count).toBe(count);
    const total = [...once.profiles.values()].reduce((sum, { counters }) => sum + (counters[name]?.count ?? 0), 0);
    expect(total).toBe([...expected.values()].reduce((a, b) => a + b, 0));
  });

  it('leaves no send undecided, and mails none twice', () => {
    const states = [...once.ledger.rows.values()].map(({ state }) => state);
    expect(states.filter((state) => state === 'planned' || state === 'claimed')).toEqual([]);
    expect(sentRows(once).every(([, attempts]) => attempts === 1)).toBe(true);
  });

  it('changes no counter and sends nothing twice when the file comes twice', async () => {
    const twice = await play('rees46', REES46, REES46);
    expect(countersOf(twice)).toEqual(countersOf(once));
    expect(sentRows(twice)).toEqual(sentRows(once));
    expect(twice.mails).toEqual(once.mails);
  }, 300_000);

  it('nor in two halves that overlap by a tenth', async () => {
    /** The first row at or after a share of the file that begins a new second. */
    const cutAt = (share: number): number => {
      const from = Math.floor(rows.length * share);
      return rows.findIndex((row, index) => index >= from && row.slice(0, 19) !== rows[index - 1]?.slice(0, 19));
    };
    const files = [join(folder, 'first.csv'), join(folder, 'second.csv')] as const;
    await writeFile(files[0], [header, ...rows.slice(0, cutAt(0.55))].join('\n'));
    await writeFile(files[1], [header, ...rows.slice(cutAt(0.45))].join('\n'));
    const halves = await play('rees46', ...files);
    expect(halves.report.events.duplicates).toBeGreaterThan(rows.length / 20);
    expect(countersOf(halves)).toEqual(countersOf(once));
    expect(sentRows(halves).every(([, attempts]) => attempts === 1)).toBe(true);
    expect(halves.mails.get('order-confirmation')).toBe(once.mails.get('order-confirmation'));
    expect(halves.mails.get('welcome')).toBe(once.mails.get('welcome'));
  }, 300_000);
});

describe("a replay of Online Retail's year", () => {
  it('makes the orders and the revenue of each customer, to the cent, in bounded memory', async () => {
    const expected = new Map<string, { readonly invoices: Set<string>; cents: number }>();
    for (const line of linesOf(ONLINE_RETAIL).slice(1)) {
      // Only the description may hold commas: the other columns are counted from both ends.
      const columns = line.split(',');
      const [invoice = ''] = columns;
      const [quantity, , price, customer = ''] = columns.slice(-5).map(String);
      if (!/^\d/.test(invoice) || customer === '' || Number(quantity) <= 0) continue;
      const sum = expected.get(customer) ?? { invoices: new Set(), cents: 0 };
      expected.set(customer, sum);
      sum.invoices.add(invoice);
      sum.cents += Number(quantity) * Math.round(Number(price) * 1_000);
    }
    const played = await play('online-retail', ONLINE_RETAIL);
    const { put, applied, duplicates, failed } = played.report.events;
    expect([put, duplicates, failed]).toEqual([applied, 0, 0]);
    for (const [customer, { invoices, cents }] of expected) {
      const purchases = played.ofUser(customer)?.purchases;
      expect(purchases?.orders, customer).toBe(invoices.size);
      expect(fromMoney(purchases?.revenue ?? 0).toFixed(2), customer).toBe((cents / 1_000).toFixed(2));
    }
    expect(played.report.peakRssBytes).toBeLessThan(1.5e9);
  }, 600_000);
});
