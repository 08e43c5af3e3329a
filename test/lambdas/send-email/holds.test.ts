import { describe, expect, it } from 'vitest';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import type { Hold } from '../../../lambdas/core/send/hold.ts';
import { sendIdOf } from '../../../lambdas/core/send/send-id.ts';
import { aBook, aCampaign, aReceipt, DAY_MS, HOUR_MS } from '../../builders/campaign.ts';
import { aHold } from '../../builders/hold.ts';
import { aCart, aProfile, NOON } from '../../builders/profile.ts';
import { aConsent, aSend } from '../../builders/send.ts';
import { aSendingWorld } from '../../builders/sending-world.ts';

const DUE = NOON + HOUR_MS;
const MINUTE_MS = 60_000;
const receiptRow = aSend({
  ...{ campaign: 'order-confirmation', step: 'confirmation', entryKey: 'order:1', cartKey: undefined },
  ...{ transactional: true, dueAt: DUE, wakeAt: DUE },
});

const idsOf = (order: string) => {
  const entryKey = `order:${order}`;
  return { entryKey, sendId: sendIdOf('order-confirmation', 'confirmation', entryKey) };
};

/** Ada's cart mail and her receipt are due; some of it is held. */
const aHeldWorld = async (...holds: readonly Hold[]) => {
  const world = aSendingWorld({ book: aBook([aCampaign(), aReceipt()]) });
  await world.putProfile(aProfile({ cart: aCart([{}, {}]) }));
  world.putConsent(aConsent({ zone: 'Europe/London' }));
  for (const hold of holds) await world.holds.put(hold);
  const cart = await world.putRow(aSend());
  const receipt = await world.putRow(receiptRow);
  world.at(DUE);
  return { world, cart, receipt, states: () => [cart, receipt].map((sendId) => world.row(sendId).state) };
};

describe('held mail', () => {
  it('waits in the ledger as it is: the message goes, and other campaigns’ mail goes out', async () => {
    const { world, cart, receipt } = await aHeldWorld(aHold());
    const before = world.row(cart);
    expect(await world.send(cart, receipt)).toBe(0);
    expect(world.row(cart)).toEqual(before);
    expect(world.row(receipt).state).toBe('sent');
    expect(world.metrics.total('MailsHeldUp')).toBe(1);
  });

  it('goes on when its hold is lifted, hours later', async () => {
    const { world, cart } = await aHeldWorld(aHold());
    await world.runUntil(DUE + 5 * HOUR_MS);
    expect(world.row(cart).state).toBe('planned');
    await world.holds.put(aHold({ lifted: { at: DUE + 5 * HOUR_MS, by: 'ben' } }));
    await world.runUntil(DUE + 6 * HOUR_MS);
    expect(world.row(cart).state).toBe('sent');
    expect(world.mails.filter(({ sendId }) => sendId === cart)).toHaveLength(1);
  });

  it('expires at its own time, and says so', async () => {
    const { world, cart } = await aHeldWorld(aHold());
    await world.runUntil(DUE + 3 * DAY_MS + HOUR_MS);
    expect(world.row(cart)).toMatchObject({ state: 'expired', reason: 'too_late' });
  });

  it('still ends by what its person does', async () => {
    const { world, cart } = await aHeldWorld(aHold({ name: 'circuit' }));
    await world.putProfile(aProfile({ did: { 'Order Completed': DUE } }));
    await world.runUntil(DUE + HOUR_MS);
    expect(world.row(cart)).toMatchObject({ state: 'skipped', reason: 'exited' });
  });

  it('is marketing alone where marketing is held, and all where SES takes nothing', async () => {
    for (const [name, expected] of [
      ['marketing', ['planned', 'sent']],
      ['circuit', ['planned', 'sent']],
      ['ses', ['planned', 'planned']],
    ] as const) {
      const { world, cart, receipt, states } = await aHeldWorld(aHold({ name }));
      await world.send(cart, receipt);
      expect(states()).toEqual(expected);
      expect(world.mails).toHaveLength(expected.filter((state) => state === 'sent').length);
    }
  });

  it('takes no unit of anybody’s cap', async () => {
    const { world, cart } = await aHeldWorld(aHold());
    await world.send(cart);
    await world.holds.put(aHold({ lifted: { at: DUE, by: 'ben' } }));
    world.at(DUE + MINUTE_MS);
    await world.send(cart);
    expect(world.row(cart).capDay).toBe('2026-01-13');
    expect(world.consents.consents.get(addressHash('ada@example.com'))?.version).toBe(1);
  });
});

describe('a sender', () => {
  it('goes by what it has read for ten seconds, and reads once for many mails', async () => {
    const { world, receipt } = await aHeldWorld();
    const [second, third, fourth] = await Promise.all(
      ['2', '3', '4'].map((order) => world.putRow({ ...receiptRow, ...idsOf(order) })),
    );
    if (second === undefined || third === undefined || fourth === undefined) throw new Error('no row');
    let reads = 0;
    world.hooks.onCall = (call, when) => {
      if (call === 'list' && when === 'before') reads += 1;
    };
    await world.send(receipt, second);
    expect(reads).toBe(1);
    await world.holds.put(aHold({ name: 'campaign:order-confirmation' }));
    world.at(DUE + 9_999);
    await world.send(third);
    expect(reads).toBe(1);
    world.at(DUE + 10_000);
    await world.send(fourth);
    expect(reads).toBe(2);
    expect(world.mails.map(({ sendId }) => sendId)).toEqual([receipt, second, third]);
  });

  it('sends nothing that was paused more than ten seconds before its claim, however long it waited for its token', async () => {
    const { world, cart, receipt } = await aHeldWorld();
    world.at(DUE - 9_900);
    await world.send(receipt); // the holds are read
    await world.holds.put(aHold());
    world.at(DUE);
    world.hooks.onCall = (call, when) => {
      if (call === 'take' && when === 'before') world.at(DUE + 5_000);
    };
    await world.send(cart);
    expect(world.row(cart).state).toBe('planned');
    expect(world.mails.map(({ sendId }) => sendId)).toEqual([receipt]);
  });

  it('that cannot read the holds sends nothing: the message comes again', async () => {
    const { world, cart } = await aHeldWorld();
    world.hooks.onCall = (call) => {
      if (call === 'list') throw new Error('away');
    };
    expect(await world.send(cart)).toBe(1);
    expect(world.row(cart).state).toBe('planned');
  });

  it('that hears from SES that sending is paused tells all others, who ask nothing for a quarter of an hour', async () => {
    const { world, cart, receipt } = await aHeldWorld();
    world.ses.answer = () => ({ kind: 'paused' });
    await world.send(receipt);
    expect(world.holds.holds.get('ses')).toMatchObject({ until: DUE + 15 * MINUTE_MS, by: 'send-email' });
    await world.send(cart);
    expect(world.mails).toHaveLength(1);
  });

  it('that hears from SES that the sender is not verified loses nothing: all goes out once it is', async () => {
    const { world, cart, receipt } = await aHeldWorld();
    const why = 'SES says that the sender’s identity is not verified';
    world.ses.answer = () => ({ kind: 'paused', why });
    await world.send(receipt);
    expect(world.holds.holds.get('ses')).toMatchObject({ until: DUE + 15 * MINUTE_MS, reason: why });
    expect(world.row(receipt)).toMatchObject({ state: 'planned', wakeAt: DUE + 15 * MINUTE_MS, attempts: 0 });
    world.ses.answer = ({ sendId }) => ({ kind: 'accepted', messageId: `ses-${sendId}` });
    await world.runUntil(DUE + 40 * MINUTE_MS);
    expect([world.row(receipt).state, world.row(cart).state]).toEqual(['sent', 'sent']);
  });

  it('holds by itself where the others cannot be told', async () => {
    const { world, cart, receipt } = await aHeldWorld();
    world.ses.answer = () => ({ kind: 'paused' });
    world.hooks.onCall = (call) => {
      if (call === 'put') throw new Error('away');
    };
    expect(await world.send(receipt)).toBe(0);
    await world.send(cart);
    expect(world.mails).toHaveLength(1);
    expect(world.row(receipt).state).toBe('planned');
  });
});
