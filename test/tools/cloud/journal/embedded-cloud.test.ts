import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../../../lambdas/adapters/aws/system-clock.ts';
import { readLakeObject } from '../../../../lambdas/decode/lake-row.ts';
import book from '../../../../lambdas/generated/campaigns.js';
import validators from '../../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../../tools/cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../../../../tools/cloud/embedded-cloud.ts';
import { openJournal } from '../../../../tools/cloud/journal/journal.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 5, 1, 9);
const without = { ...book, campaigns: book.campaigns.map((campaign) => ({ ...campaign, holdout: 0 })) };

let root = '';
let copies = 0;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kairos-data-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = async (dir: string) => {
  const journal = openJournal(dir);
  const clock = cloudClock(journal.saved.at ?? START);
  return {
    journal,
    cloud: await createEmbeddedCloud({ clock, random: systemRandom, book: without, validators, journal }),
  };
};
/** What a process killed at this moment leaves behind, opened by the next one. */
const killAndRestart = async (dir: string) => {
  copies += 1;
  const copy = join(root, `killed-${copies}`);
  cpSync(dir, copy, { recursive: true });
  rmSync(join(copy, 'lock'), { force: true });
  return { dir: copy, ...(await open(copy)) };
};

let ids = 0;
const record = (message: object) => {
  ids += 1;
  const whole = { messageId: `m-${ids}`, userId: 'ada', ...message };
  return { partitionKey: 'ada', data: Buffer.from(JSON.stringify(whole)) };
};
const identify = () => record({ type: 'identify', traits: { email: 'ada@example.com' } });
const track = (event: string, properties: object) => record({ type: 'track', event, properties });
const mug = { product_id: 'MR-001', name: 'Tideline Mug', price: 14.5, quantity: 1 };

const campaigns = (cloud: EmbeddedCloud) => cloud.stores.mail.inbox().map(({ campaign }) => campaign);

describe('an embedded cloud with a data directory', () => {
  it('knows after a kill all it knew before: profiles, consents, sends, catalogue, lake, failed events, inbox', async () => {
    const { journal, cloud } = await open(join(root, 'data'));
    await cloud.stores.catalogue.put({ products: [{ id: 'MR-001', name: 'Tideline Mug', origin: 'feed' }] });
    cloud.putRecords([identify(), track('Subscribed', { topic: 'promotions' }), track('Product Added', mug)]);
    cloud.putRecords([{ partitionKey: 'x', data: Buffer.from('{broken') }]);
    await cloud.advanceTo(START + 2 * HOUR);
    const before = { ...cloud.counts(), inbox: cloud.stores.mail.inbox(), lake: cloud.stores.lake.objects };
    expect(campaigns(cloud)).toEqual(['cart-abandoned', 'welcome']);
    for (let kills = 0, dir = join(root, 'data'); kills < 2; kills += 1) {
      const next = await killAndRestart(dir);
      dir = next.dir;
      const { stores } = next.cloud;
      expect({ ...next.cloud.counts(), inbox: stores.mail.inbox(), lake: stores.lake.objects }).toEqual(before);
      expect(stores.profiles.states).toEqual(cloud.stores.profiles.states);
      expect(stores.ledger.rows).toEqual(cloud.stores.ledger.rows);
      expect(stores.consents.consents).toEqual(cloud.stores.consents.consents);
      expect(stores.catalogue.all).toEqual(cloud.stores.catalogue.all);
      expect(stores.failed.objects).toEqual(cloud.stores.failed.objects);
      expect(next.cloud.clock.now()).toBeGreaterThanOrEqual(before.inbox[0]?.at ?? Infinity);
      next.journal.close();
    }
    journal.close();
  });

  it('does after a kill what was left to do, once: a record that was only put, a cart that still waits', async () => {
    const { journal, cloud } = await open(join(root, 'data'));
    cloud.putRecords([identify(), track('Subscribed', { topic: 'promotions' })]);
    const first = await killAndRestart(join(root, 'data'));
    await first.cloud.settle();
    expect(campaigns(first.cloud)).toEqual(['welcome']);
    first.cloud.putRecords([track('Product Added', mug)]);
    await first.cloud.settle();
    const second = await killAndRestart(first.dir);
    await second.cloud.drain();
    expect(campaigns(second.cloud)).toEqual(['welcome', 'cart-abandoned', 'welcome']);
    expect([...second.cloud.stores.ledger.rows.values()].map(({ state }) => state).sort()).toEqual([
      'delivered',
      'delivered',
      'delivered',
      'skipped',
    ]);
    for (const { journal: open } of [{ journal }, first, second]) open.close();
  });

  it('may be killed after any of its writes: no event is lost or counted twice, no mail goes out twice', async () => {
    const dir = join(root, 'data');
    const journal = openJournal(dir);
    const moments: string[] = [];
    const spied = {
      ...journal,
      append: (call: Parameters<typeof journal.append>[0]) => {
        journal.append(call);
        copies += 1;
        const copy = join(root, `killed-${copies}`);
        cpSync(dir, copy, { recursive: true });
        rmSync(join(copy, 'lock'), { force: true });
        moments.push(copy);
      },
    };
    const cloud = await createEmbeddedCloud({
      clock: cloudClock(START),
      random: systemRandom,
      book: without,
      validators,
      journal: spied,
    });
    const order = { order_id: 'O-1', total: 14.5, products: [{ product_id: 'MR-001', quantity: 1 }] };
    const records = [identify(), track('Subscribed', { topic: 'promotions' }), track('Order Completed', order)];
    cloud.putRecords(records);
    await cloud.settle();
    journal.close();
    expect(moments.length).toBeGreaterThan(30);
    let parkedMoments = 0;
    for (const killed of moments) {
      const { journal: opened, cloud: next } = await open(killed);
      // The producer had no answer, and tries again.
      next.putRecords(records);
      await next.drain();
      const mailed = campaigns(next).sort();
      // Killed between claim and acceptance, a marketing mail is parked: nobody can know whether it went out.
      const parked = [...next.stores.ledger.rows.values()].filter(({ state }) => state === 'parked');
      expect(mailed).toEqual(parked.length === 1 ? ['order-confirmation'] : ['order-confirmation', 'welcome']);
      parkedMoments += parked.length;
      const [state] = [...next.stores.profiles.states.values()].filter(({ kind }) => kind === 'profile');
      expect(state).toMatchObject({ profile: { purchases: { orders: 1, revenue: 145_000 } } });
      // All of them are in the lake, too: archived before the kill, or read again after it.
      const archived = [...next.stores.lake.objects].flatMap(([key, body]) =>
        key.startsWith('raw/') ? readLakeObject(body) : [],
      );
      expect(new Set(archived.map(({ position }) => position.sequence)).size).toBe(next.stores.events.appended());
      opened.close();
      rmSync(killed, { recursive: true });
    }
    expect(parkedMoments).toBeLessThan(moments.length / 10);
  });
});
