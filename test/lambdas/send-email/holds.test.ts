import { describe, expect, it } from 'vitest';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import type { Hold } from '../../../lambdas/core/send/hold.ts';
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
    const { world, cart } = await aHeldWorld();
    let reads = 0;
    world.hooks.onCall = (call, when) => {
      if (call === 'list' && when === 'before') reads += 1;
    };
    world.at(DUE - 20_000);
    await world.send(cart);
    await world.holds.put(aHold());
    world.at(DUE - 10_001);
    await world.send(cart, cart);
    expect(reads).toBe(1);
    world.at(DUE);
    await world.send(cart);
    expect(reads).toBe(2);
    expect(world.mails).toHaveLength(0);
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
