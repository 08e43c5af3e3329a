import { beforeEach, describe, expect, it } from 'vitest';
import { memorySendHolds } from '../../../lambdas/adapters/memory/memory-send-holds.ts';
import { memorySendingHealth } from '../../../lambdas/adapters/memory/memory-sending-health.ts';
import { describeSending } from '../../../tools/sending/describe-sending.ts';
import { sendingDesk } from '../../../tools/sending/sending-desk.ts';
import { aBook, aCampaign, aReceipt, HOUR_MS } from '../../builders/campaign.ts';
import { aHold } from '../../builders/hold.ts';
import { NOON } from '../../builders/profile.ts';

const aDesk = () => {
  let now = NOON;
  const [holds, health] = [memorySendHolds(), memorySendingHealth()];
  const clock = { now: () => now, sleep: async () => {} };
  const desk = sendingDesk({ book: aBook([aCampaign(), aReceipt()]), holds, health, clock });
  const at = (instant: number): void => {
    now = instant;
  };
  return { desk, holds, health, at };
};

describe('the desk', () => {
  let world: ReturnType<typeof aDesk>;
  beforeEach(() => {
    world = aDesk();
  });

  it('pauses a campaign, says who did and why, and lets it go on', async () => {
    const { desk } = world;
    expect(await desk.pauseCampaign('cart-abandoned', 'ada', 'wrong price')).toBe('done');
    const [cart, receipt] = (await desk.status()).campaigns;
    expect(cart?.hold).toEqual(aHold({ by: 'ada', reason: 'wrong price' }));
    expect(receipt).toEqual({ name: 'order-confirmation', status: 'live', transactional: true });
    world.at(NOON + HOUR_MS);
    expect(await desk.resumeCampaign('cart-abandoned', 'ben')).toBe('done');
    expect(world.holds.holds.get('campaign:cart-abandoned')?.lifted).toEqual({ at: NOON + HOUR_MS, by: 'ben' });
    expect(await desk.resumeCampaign('cart-abandoned', 'ben')).toBe('not_paused');
  });

  it('knows which campaigns there are', async () => {
    expect(await world.desk.pauseCampaign('carts', 'ada', '')).toBe('unknown');
    expect(await world.desk.resumeCampaign('carts', 'ada')).toBe('unknown');
    expect(world.holds.holds.size).toBe(0);
  });

  it('resumes all that holds more than one campaign, and leaves paused campaigns paused', async () => {
    const { desk } = world;
    await desk.pauseCampaign('cart-abandoned', 'ada', 'x');
    await desk.pauseMarketing('ada', 'a bad day');
    await world.holds.put(aHold({ name: 'circuit', by: 'circuit-breaker' }));
    expect(await desk.resumeSending('ben')).toEqual(['marketing', 'circuit']);
    expect((await desk.status()).holds).toEqual([]);
    expect((await desk.status()).campaigns[0]?.hold).toBeDefined();
    expect(await desk.resumeSending('ben')).toEqual([]);
  });

  it('counts reception anew once the circuit was closed by hand', async () => {
    const { desk, health } = world;
    await health.add(NOON - HOUR_MS, { mails: 100, bounced: 20, complained: 0 });
    await world.holds.put(aHold({ name: 'circuit', by: 'circuit-breaker' }));
    expect((await desk.status()).reception.bounced).toBe(20);
    await desk.resumeSending('ada');
    expect((await desk.status()).reception.bounced).toBe(0);
  });

  it('is read out in sentences', async () => {
    await world.desk.pauseCampaign('cart-abandoned', 'ada', 'wrong price');
    await world.holds.put(aHold({ name: 'ses', by: 'send-email', reason: 'SES says so', until: NOON + HOUR_MS }));
    const text = describeSending(await world.desk.status()).join('\n');
    expect(text).toContain('cart-abandoned           paused, since 2026-01-13T12:00Z by ada: wrong price');
    expect(text).toContain('order-confirmation       live');
    expect(text).toContain(
      'SES takes no mail: everything is held, since 2026-01-13T12:00Z by send-email: SES says so (until',
    );
    expect(text).toContain('Received: 0 mails');
  });
});
