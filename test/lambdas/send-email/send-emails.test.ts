import { beforeEach, describe, expect, it } from 'vitest';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import { openToken } from '../../../lambdas/core/preference/token.ts';
import { toMoney } from '../../../lambdas/core/profile/money.ts';
import type { SendId } from '../../../lambdas/core/send/send.ts';
import { aBook, aCampaign, aReceipt, aStep, aWelcome, HOUR_MS } from '../../builders/campaign.ts';
import { aBrand } from '../../builders/mail-content.ts';
import { aCart, anIdentity, aProfile, NOON } from '../../builders/profile.ts';
import { aConsent, aSend } from '../../builders/send.ts';
import { aSendingWorld, type SendingWorld } from '../../builders/sending-world.ts';

const DUE = NOON + HOUR_MS;
const MINUTE_MS = 60_000;
const shopper = aProfile({ cart: aCart([{}, {}]) });
const hash = addressHash('ada@example.com');
const receiptRow = aSend({
  ...{ campaign: 'order-confirmation', step: 'confirmation', entryKey: 'order:1', cartKey: undefined },
  ...{ transactional: true, dueAt: NOON, wakeAt: NOON + 2 * MINUTE_MS, queued: 1 },
});

const newcomer = { campaign: 'welcome', step: 'hello', entryKey: `address:${hash}`, cartKey: undefined };

/** Ada, who consents, with two things in her cart; her mail is due now. */
const aDueWorld = async (given: Parameters<typeof aSendingWorld>[0] = {}, row = aSend()) => {
  const world = aSendingWorld(given);
  await world.putProfile(shopper);
  world.putConsent(aConsent({ zone: 'Europe/London' }));
  world.at(DUE);
  return { world, sendId: await world.putRow(row) };
};
const contentOf = (world: SendingWorld, index = 0) => JSON.parse(world.mails[index]?.html ?? 'null');

describe('a mail that is due', () => {
  let world: SendingWorld;
  let sendId: SendId;
  beforeEach(async () => {
    ({ world, sendId } = await aDueWorld());
  });

  it('goes out once, and the ledger says so', async () => {
    expect(await world.send(sendId)).toBe(0);
    expect(world.mails).toHaveLength(1);
    expect(world.row(sendId)).toMatchObject({
      ...{ state: 'sent', sesMessageId: `ses-${sendId}`, subject: 'We kept it', attempts: 1, capDay: '2026-01-13' },
      history: [{ state: 'planned' }, { state: 'claimed' }, { state: 'sent' }],
    });
    expect(world.row(sendId).wakeAt).toBeUndefined();
    expect(world.metrics.total('MailsSent')).toBe(1);
  });

  it('is written down with the version of the text that was sent, not of the one that was planned', async () => {
    const { world: later, sendId: id } = await aDueWorld({ book: aBook([aCampaign({ version: 'v2' })]) });
    expect(later.row(id).campaignVersion).toBe('v1');
    await later.send(id);
    expect(later.row(id)).toMatchObject({ state: 'sent', campaignVersion: 'v2' });
  });

  it('is addressed, tagged and can be unsubscribed from', async () => {
    await world.send(sendId);
    expect(world.mails[0]).toMatchObject({
      ...{ sendId, campaign: 'cart-abandoned', to: 'ada@example.com', subject: 'We kept it' },
      from: { name: 'Marram & Rye', address: 'hello@marram-rye.example' },
    });
  });

  it('has the mail program’s own button, each header once, and a signed link to the recipient’s own choice', async () => {
    await world.send(sendId);
    const { unsubscribe = '', preferences } = contentOf(world).links;
    expect(world.mails[0]?.headers).toEqual([
      {
        name: 'List-Unsubscribe',
        value: `<${unsubscribe}>, <mailto:unsubscribe@marram-rye.example?subject=unsubscribe>`,
      },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ]);
    expect(preferences).toBe(unsubscribe);
    expect(unsubscribe).toMatch(/^https:\/\/mail\.marram-rye\.example\/u\/[\w.-]{100,200}$/);
    expect(unsubscribe).not.toContain('ada');
    const token = unsubscribe.slice(unsubscribe.lastIndexOf('/') + 1);
    expect(openToken(await world.keys.ring(), token, world.clock.now())).toEqual({
      address: addressHash('ada@example.com'),
      profileId: world.row(sendId).profileId,
      topic: 'promotions',
      issuedAt: world.clock.now(),
    });
  });

  it('waits where the keys of the links cannot be read: nothing is claimed, and the message comes again', async () => {
    const ring = world.keys.ring;
    world.keys.ring = () => Promise.reject(new Error('away'));
    expect(await world.send(sendId)).toBe(1);
    expect(world.row(sendId).state).toBe('planned');
    world.keys.ring = ring;
    expect(await world.send(sendId)).toBe(0);
    expect(world.mails).toHaveLength(1);
  });

  it('is not sent again by a message that comes twice, at once or later', async () => {
    await world.send(sendId, sendId, sendId);
    await world.send(sendId);
    expect(world.mails).toHaveLength(1);
  });

  it('is found under the profile that its own one was merged into', async () => {
    const [winner, loser] = [anIdentity('winner'), anIdentity()];
    await world.putState(loser, { kind: 'redirect', version: 2, to: anIdentity('middle') });
    await world.putState(anIdentity('middle'), { kind: 'redirect', version: 1, to: winner });
    await world.putProfile({ ...shopper, id: winner });
    await world.send(sendId);
    expect(world.row(sendId).state).toBe('sent');
  });

  it('is skipped where its person was erased', async () => {
    await world.putState(anIdentity(), { kind: 'tombstone', version: 2, seen: [], chunks: [] });
    await world.send(sendId);
    expect(world.row(sendId)).toMatchObject({ state: 'skipped', reason: 'erased' });
  });

  it('goes to the address that the profile has by then, by that address’s consent and cap', async () => {
    await world.putProfile(aProfile({ email: 'john@example.com', cart: aCart([{}, {}]) }));
    world.putConsent(aConsent({ of: 'john@example.com', zone: 'Europe/London', epoch: 2 }));
    await world.send(sendId);
    expect(world.mails.map(({ to }) => to)).toEqual(['john@example.com']);
    const john = addressHash('john@example.com');
    // Caps are counted, and their units returned, by the row's address and day.
    const taken = { address: 'john@example.com', addressHash: john, epoch: 2, capDay: '2026-01-13' };
    expect(world.row(sendId)).toMatchObject(taken);
  });

  it('does not go to an address that never agreed, though the one before had', async () => {
    await world.putProfile(aProfile({ email: 'john@example.com', cart: aCart([{}, {}]) }));
    await world.send(sendId);
    expect(world.mails).toEqual([]);
    expect(world.row(sendId)).toMatchObject({ state: 'skipped', reason: 'no_consent' });
  });

  it('goes to no address that was erased, whatever the profile has by then', async () => {
    await world.putProfile(aProfile({ email: 'john@example.com', cart: aCart([{}, {}]) }));
    world.putConsent(aConsent({ of: 'john@example.com', zone: 'Europe/London' }));
    world.putConsent(aConsent({ epoch: 1 }));
    await world.send(sendId);
    expect(world.row(sendId)).toMatchObject({ state: 'skipped', reason: 'erased' });
  });

  it('goes to the address that its event named, whatever the profile has by then', async () => {
    const row = aSend({ entryKey: 'cart:named', address: 'bob@example.com', addressNamed: true });
    const named = await world.putRow(row);
    world.putConsent(aConsent({ of: 'bob@example.com', zone: 'Europe/London' }));
    await world.send(named);
    expect(world.mails.map(({ to }) => to)).toEqual(['bob@example.com']);
  });

  it('waits where the cart has changed meanwhile', async () => {
    await world.putProfile({ ...shopper, cart: aCart([{}], { at: DUE - MINUTE_MS }) });
    await world.send(sendId);
    expect(world.row(sendId)).toMatchObject({
      state: 'planned',
      dueAt: DUE + 59 * MINUTE_MS,
      wakeAt: DUE + 59 * MINUTE_MS,
    });
    await world.runUntil(DUE + 60 * MINUTE_MS);
    expect(world.row(sendId).state).toBe('sent');
  });

  it('is withdrawn with its campaign', async () => {
    const { world: without, sendId: id } = await aDueWorld({ book: aBook([aReceipt()]) });
    await without.send(id);
    expect(without.row(id)).toMatchObject({ state: 'skipped', reason: 'campaign_withdrawn' });
  });

  it('waits where its campaign may be newer than its sender, and goes out by the sender that knows it', async () => {
    const row = aSend({ ...newcomer, decidedAt: DUE, dueAt: DUE, wakeAt: DUE });
    for (const status of ['unknown', 'draft'] as const) {
      const old = aBook(status === 'draft' ? [aWelcome({ status })] : [aCampaign()]);
      const { world: before, sendId: id } = await aDueWorld({ book: old }, row);
      await before.send(id);
      expect(before.row(id)).toEqual(row);
      expect(before.metrics.total('MailsHeldUp')).toBe(1);
      before.at(DUE + 15 * MINUTE_MS);
      await before.send(id);
      expect(before.row(id)).toMatchObject({ state: 'skipped', reason: 'campaign_withdrawn' });
    }
    const { world: after, sendId: id } = await aDueWorld({ book: aBook([aWelcome()]) }, row);
    await after.send(id);
    expect(after.mails).toHaveLength(1);
  });

  it('is held while its campaign is paused: the message goes, the row stays', async () => {
    const { world: paused, sendId: id } = await aDueWorld({ book: aBook([aCampaign({ status: 'paused' })]) });
    expect(await paused.send(id)).toBe(0);
    expect(paused.row(id)).toEqual(aSend());
  });

  it('fails visibly where it cannot be rendered', async () => {
    const book = aBook([aCampaign({ steps: [aStep({ email: { subject: 'UNRENDERABLE' } })] })]);
    const { world: broken, sendId: id } = await aDueWorld({ book });
    await broken.send(id);
    expect(broken.row(id)).toMatchObject({ state: 'failed', reason: 'unrenderable' });
    expect(broken.metrics.total('MailsFailed')).toBe(1);
  });

  it('has a subject on one line, whatever a product is called', async () => {
    const book = aBook([aCampaign({ steps: [aStep({ email: { subject: 'Hello\r\nBcc: all@example.com' } })] })]);
    const { world: odd, sendId: id } = await aDueWorld({ book });
    await odd.send(id);
    expect(odd.mails[0]?.subject).toBe('Hello Bcc: all@example.com');
  });

  it('holds up no other: a message that cannot be read is reported alone', async () => {
    const { batchItemFailures } = await world.sendBodies('{', JSON.stringify({ sendId }), '{"sendId":7}');
    expect(batchItemFailures).toHaveLength(2);
    expect(world.row(sendId).state).toBe('sent');
  });

  it('that the ledger has forgotten is no error', async () => {
    expect(await world.send('gone' as SendId)).toBe(0);
  });
});

describe('what a mail shows', () => {
  it('has the price and stock of now, and leaves out what is sold out', async () => {
    const { world, sendId } = await aDueWorld();
    await world.catalogue.put({
      products: [
        { id: 'p-1', name: 'Mug', price: toMoney(7.5), stock: 3, origin: 'feed' },
        { id: 'p-2', name: 'Bowl', stock: 0, origin: 'feed' },
      ],
    });
    await world.send(sendId);
    expect(contentOf(world).cart).toEqual({
      items: [{ id: 'p-1', name: 'Mug', quantity: 1, price: 7.5 }],
      count: 1,
      total: 7.5,
    });
  });

  it('is nothing where all is sold out', async () => {
    const { world, sendId } = await aDueWorld();
    const products = ['p-1', 'p-2'].map((id) => ({ id, name: id, stock: 0, origin: 'feed' as const }));
    await world.catalogue.put({ products });
    await world.send(sendId);
    expect(world.row(sendId)).toMatchObject({ state: 'skipped', reason: 'nothing_to_show' });
  });

  it('counts the whole cart and lists what the slot has room for', async () => {
    const { world, sendId } = await aDueWorld();
    const five = [1, 2, 3, 4, 5].map(() => ({ quantity: 2, price: 1.1 }));
    await world.putProfile({ ...shopper, cart: aCart(five) });
    await world.send(sendId);
    expect(contentOf(world).cart).toMatchObject({ count: 10, total: 11, items: { length: 3 } });
  });

  it('recommends what goes with the order, then what sells best, never what they have', async () => {
    const slots = { recommendations: { limit: 3, fallback: 'bestsellers' as const } };
    const receipt = aReceipt({ steps: [aStep({ id: 'confirmation', waitMs: 0, email: { slots } })] });
    const trigger = { ...receiptRow.trigger, properties: { order_id: '1', products: [{ product_id: 'tea' }] } };
    const world = aSendingWorld({ book: aBook([receipt]) });
    await world.putProfile(aProfile());
    world.putConsent(aConsent());
    const products = ['tea', 'pot', 'cup', 'rug', 'mat'].map((id) => ({ id, name: id, origin: 'feed' as const }));
    await world.catalogue.put({
      products: [...products, { id: 'gone', name: 'gone', stock: 0, origin: 'feed' }],
      neighbours: new Map([['tea', { boughtTogether: ['gone', 'pot', 'tea'], viewedTogether: [] }]]),
      bestsellers: ['tea', 'pot', 'cup', 'rug', 'mat'],
    });
    const sendId = await world.putRow({ ...receiptRow, trigger });
    await world.send(sendId);
    expect(contentOf(world).recommendations.map(({ id }: { id: string }) => id)).toEqual(['pot', 'cup', 'rug']);
  });

  it('is no advertising in a receipt for somebody who did not agree to any', async () => {
    const slots = { recommendations: { limit: 3, fallback: 'bestsellers' as const } };
    const receipt = aReceipt({ steps: [aStep({ id: 'confirmation', waitMs: 0, email: { slots } })] });
    const world = aSendingWorld({ book: aBook([receipt]) });
    await world.putProfile(aProfile());
    await world.catalogue.put({ products: [{ id: 'p', name: 'P', origin: 'feed' }], bestsellers: ['p'] });
    await world.send(await world.putRow(receiptRow));
    expect(contentOf(world)).toMatchObject({ recommendations: [], links: { shop: 'https://marram-rye.example' } });
    expect(world.mails[0]?.headers).toEqual([]);
  });
});

describe('the daily cap', () => {
  const book = aBook([aCampaign(), aWelcome()], aBrand({ quietHours: undefined, caps: { perDay: 1 } }));
  const welcome = aSend({ campaign: 'welcome', step: 'hello', entryKey: 'address:x', dueAt: NOON });

  it('lets one of two mails through, whichever claims first', async () => {
    const { world, sendId } = await aDueWorld({ book });
    const other = await world.putRow(welcome);
    await world.send(sendId, other);
    expect(world.mails).toHaveLength(1);
    expect([world.row(sendId).reason, world.row(other).reason].sort()).toEqual(['daily_cap', undefined]);
  });

  it('begins anew on the address’s next day, and knows no transactional mail', async () => {
    const { world, sendId } = await aDueWorld({ book: aBook([...book.campaigns, aReceipt()], book.brand) });
    await world.send(sendId, await world.putRow(receiptRow));
    world.at(Date.parse('2026-01-14T00:00:01Z'));
    await world.send(await world.putRow(welcome));
    expect(world.mails).toHaveLength(3);
  });

  it('gets its unit back from a mail that SES certainly did not take', async () => {
    const { world, sendId } = await aDueWorld({ book });
    world.ses.answer = () => ({ kind: 'rejected' });
    await world.send(sendId);
    expect(world.row(sendId)).toMatchObject({ state: 'failed', reason: 'rejected' });
    world.ses.answer = () => ({ kind: 'accepted', messageId: 'ses-2' });
    const other = await world.putRow(welcome);
    await world.send(other);
    expect(world.row(other).state).toBe('sent');
  });

  it('keeps with the address the first zone it was counted in', async () => {
    const { world, sendId } = await aDueWorld({ book });
    world.putConsent(aConsent());
    await world.putProfile({ ...shopper, traits: aProfile({ traits: { timezone: 'Asia/Tokyo' } }).traits });
    await world.send(sendId);
    expect(world.consents.consents.get(hash)).toMatchObject({ zone: 'Asia/Tokyo', version: 2 });
    expect(world.row(sendId)).toMatchObject({ state: 'sent', capDay: '2026-01-13' });
  });
});

describe('somebody else acts between the reading and the claim', () => {
  /** Does `act` just before the first claim is written. */
  const meanwhile = (world: SendingWorld, act: () => Promise<unknown> | undefined) => {
    world.hooks.beforeWrite = async (row) => {
      if (row.state !== 'claimed') return;
      world.hooks.beforeWrite = undefined;
      await act();
    };
  };
  const no = { promotions: { subscribed: false, at: DUE, by: 'web:no' } };

  it.each<[string, (world: SendingWorld) => Promise<unknown> | undefined, string, string]>([
    [
      'unsubscribes',
      async (world) => world.putConsent(aConsent({ version: 2, topics: no, zone: 'Europe/London' })),
      'skipped',
      'no_consent',
    ],
    [
      'complains',
      async (world) => world.putConsent(aConsent({ version: 2, suppression: { reason: 'complained', at: DUE } })),
      'suppressed',
      'address_complained',
    ],
    ['is erased', async (world) => world.putConsent(aConsent({ version: 2, epoch: 1 })), 'skipped', 'erased'],
    ['orders', (world) => world.putProfile(aProfile({ did: { 'Order Completed': DUE } })), 'skipped', 'exited'],
    [
      'opens another cart',
      (world) => world.putProfile(aProfile({ cart: aCart([{}], { key: 'cart-2' }) })),
      'superseded',
      'other_cart',
    ],
    ['adds to the cart', (world) => world.putProfile(aProfile({ cart: aCart([{}], { at: DUE }) })), 'planned', ''],
  ])('and %s: no mail', async (_case, act, state, reason) => {
    const { world, sendId } = await aDueWorld();
    meanwhile(world, () => act(world));
    expect(await world.send(sendId)).toBe(0);
    expect(world.mails).toEqual([]);
    expect([world.row(sendId).state, world.row(sendId).reason ?? '']).toEqual([state, reason]);
  });

  it('and browses on: the mail goes out, decided anew', async () => {
    const { world, sendId } = await aDueWorld();
    meanwhile(world, () => world.putProfile({ ...shopper, lastSeenAt: DUE }));
    await world.send(sendId);
    expect(world.row(sendId).state).toBe('sent');
    expect(world.mails).toHaveLength(1);
  });

  it('and never stops: the message comes again, nothing is sent', async () => {
    const { world, sendId } = await aDueWorld();
    world.hooks.beforeWrite = async () => void (await world.putProfile(shopper));
    expect(await world.send(sendId)).toBe(1);
    expect(world.mails).toEqual([]);
    expect(world.row(sendId).state).toBe('planned');
  });
});

describe('when something breaks', () => {
  it('before the claim is written: the message comes again', async () => {
    const { world, sendId } = await aDueWorld();
    world.hooks.beforeWrite = () => {
      throw new Error('down');
    };
    expect(await world.send(sendId)).toBe(1);
    world.hooks.beforeWrite = undefined;
    expect(await world.send(sendId)).toBe(0);
    expect(world.mails).toHaveLength(1);
  });

  it('and the claim’s acknowledgement is lost: the claim is known by its id, and the mail goes out once', async () => {
    const { world, sendId } = await aDueWorld();
    world.hooks.afterWrite = (row) => {
      if (row.state === 'claimed') throw new Error('acknowledgement lost');
    };
    expect(await world.send(sendId)).toBe(0);
    expect(world.mails).toHaveLength(1);
    expect(world.row(sendId)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('after the claim, before SES: nobody else claims it, and the sweep parks it', async () => {
    const { world, sendId } = await aDueWorld();
    world.ses.answer = () => {
      throw new Error('crash');
    };
    await world.send(sendId);
    await world.send(sendId);
    expect(world.row(sendId).state).toBe('claimed');
    await world.runUntil(DUE + 10 * MINUTE_MS);
    expect(world.row(sendId)).toMatchObject({ state: 'parked', reason: 'uncertain', capDay: '2026-01-13' });
    expect(world.mails).toHaveLength(1);
  });

  it('and a receipt’s answer is lost: it goes once more after the grace, then never again', async () => {
    const { world, sendId } = await aDueWorld({ book: aBook([aReceipt()]) }, receiptRow);
    world.ses.answer = () => ({ kind: 'uncertain' });
    await world.send(sendId);
    await world.runUntil(DUE + 24 * HOUR_MS);
    expect(world.mails).toHaveLength(2);
    expect(world.row(sendId)).toMatchObject({ state: 'parked', reason: 'uncertain', attempts: 2 });
  });

  it('and the mark after SES’s yes cannot be written: no second mail, the sweep or SES’s event settles it', async () => {
    const { world, sendId } = await aDueWorld();
    world.hooks.beforeWrite = (row) => {
      if (row.state === 'sent') throw new Error('down');
    };
    expect(await world.send(sendId)).toBe(0);
    await world.send(sendId);
    expect(world.mails).toHaveLength(1);
    expect(world.metrics.total('SettlementsLost')).toBe(1);
  });

  it('and the mark after SES’s yes cannot be written for some seconds: it is waited out, longer each time', async () => {
    const slept: number[] = [];
    const { world, sendId } = await aDueWorld();
    world.clock.sleep = async (ms) => {
      slept.push(ms);
      world.at(world.clock.now() + ms);
    };
    world.hooks.beforeWrite = (row) => {
      if (row.state === 'sent' && world.clock.now() < DUE + 2_000) throw new Error('down');
    };
    await world.send(sendId);
    expect(world.row(sendId).state).toBe('sent');
    expect(slept.length).toBeGreaterThan(2);
    expect(slept).toEqual([...slept].sort((a, b) => a - b));
    expect(world.metrics.total('SettlementsLost')).toBe(0);
  });

  it('and SES says yes after the sweep has parked it: it was sent', async () => {
    const { world, sendId } = await aDueWorld();
    world.ses.answer = async () => {
      world.at(DUE + 6 * MINUTE_MS);
      await world.sweep({});
      return { kind: 'accepted', messageId: 'ses-late' };
    };
    await world.send(sendId);
    expect(world.row(sendId)).toMatchObject({ state: 'sent', sesMessageId: 'ses-late' });
    expect(world.row(sendId).history.map(({ state }) => state)).toEqual(['planned', 'claimed', 'parked', 'sent']);
  });

  it('and SES says no after the sweep has parked it: the sweep’s word stands, and so does the unit of the cap', async () => {
    const { world, sendId } = await aDueWorld();
    world.ses.answer = async () => {
      world.at(DUE + 6 * MINUTE_MS);
      await world.sweep({});
      return { kind: 'rejected' };
    };
    await world.send(sendId);
    expect(world.row(sendId)).toMatchObject({ state: 'parked', reason: 'uncertain', capDay: '2026-01-13' });
  });

  it('SES throttles: planned again, later, and sent then', async () => {
    const { world, sendId } = await aDueWorld();
    world.ses.answer = () => ({ kind: 'throttled' });
    await world.send(sendId);
    expect(world.row(sendId)).toMatchObject({ state: 'planned', wakeAt: DUE + 2 * MINUTE_MS, uncertain: false });
    world.ses.answer = () => ({ kind: 'accepted', messageId: 'ses-1' });
    await world.runUntil(DUE + 5 * MINUTE_MS);
    expect(world.row(sendId).state).toBe('sent');
  });

  it('sending is paused for 30 hours: all is held without asking SES each time, nothing is lost', async () => {
    const { world, sendId } = await aDueWorld();
    const later = await world.putRow(aSend({ entryKey: 'cart:x', cartKey: 'cart-1', wakeAt: DUE + 2 * MINUTE_MS }));
    world.ses.answer = () => ({ kind: 'paused' });
    await world.send(sendId);
    await world.runUntil(DUE + 30 * HOUR_MS);
    expect([sendId, later].map((id) => world.row(id).state)).toEqual(['planned', 'planned']);
    expect(world.mails.length).toBeLessThan(130);
    world.ses.answer = () => ({ kind: 'accepted', messageId: 'ses-1' });
    await world.runUntil(DUE + 31 * HOUR_MS);
    expect([sendId, later].map((id) => world.row(id).state)).toEqual(['sent', 'sent']);
  });

  it('sending is paused for too long: the mail expires, and says so', async () => {
    const { world, sendId } = await aDueWorld();
    world.ses.answer = () => ({ kind: 'paused' });
    await world.send(sendId);
    await world.runUntil(DUE + 74 * HOUR_MS);
    expect(world.row(sendId)).toMatchObject({ state: 'expired', reason: 'too_late' });
  });
});
