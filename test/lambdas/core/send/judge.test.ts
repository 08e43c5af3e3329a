import { describe, expect, it } from 'vitest';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import { toMoney } from '../../../../lambdas/core/profile/money.ts';
import { broadcastEntryKey } from '../../../../lambdas/core/send/broadcast-entry.ts';
import { type Facts, judge } from '../../../../lambdas/core/send/judge.ts';
import type { Send } from '../../../../lambdas/core/send/send.ts';
import { aCampaign, aReceipt, aStep, aWelcome, DAY_MS, HOUR_MS } from '../../../builders/campaign.ts';
import { aBrand } from '../../../builders/mail-content.ts';
import { aCart, anIdentity, aProfile, NOON } from '../../../builders/profile.ts';
import { aConsent, aSend } from '../../../builders/send.ts';

const MINUTE_MS = 60_000;
const facts: Facts = {
  campaign: aCampaign(),
  step: aStep(),
  brand: aBrand({ quietHours: undefined }),
  profile: aProfile({ cart: aCart() }),
  address: 'ada@example.com',
  consent: aConsent(),
  epoch: 0,
  allowRecipients: ['*'],
  now: NOON + HOUR_MS,
};
const verdict = (given: Partial<Facts>, row: Partial<Send> = {}) => judge(aSend(row), { ...facts, ...given });
const night = { from: '13:00', to: '15:00', exceptActiveWithinMs: 0 };
const receipt = { campaign: aReceipt(), step: aStep({ waitMs: 0 }) };

describe('at the instant of sending', () => {
  it('a mail that nothing forbids goes out, and counts on the recipient’s day', () => {
    expect(verdict({})).toEqual({
      kind: 'send',
      address: 'ada@example.com',
      cap: { day: '2026-01-13', zone: 'Europe/London', limit: 3 },
    });
  });

  it('a mail ends that was planned before its person was taken apart: nobody can say whose it was', () => {
    const cut = (at: number) => ({ ends: [anIdentity('a'), anIdentity('b')] as const, at, since: NOON });
    const profile = aProfile({ cart: aCart(), cuts: [cut(NOON - 9), cut(NOON)] });
    expect(verdict({ profile })).toMatchObject({ kind: 'end', ending: 'skipped', reason: 'unmerged' });
    expect(verdict({ profile }, { cutAt: NOON - 9 })).toMatchObject({ reason: 'unmerged' });
    expect(verdict({ profile }, { cutAt: NOON })).toMatchObject({ kind: 'send' });
  });

  it('the day is counted in the zone kept with the address', () => {
    expect(verdict({ consent: aConsent({ zone: 'Pacific/Kiritimati' }) })).toMatchObject({
      cap: { day: '2026-01-14', zone: 'Pacific/Kiritimati' },
    });
  });

  it('the day is counted in the recipient’s zone where what was kept is none', () => {
    expect(verdict({ consent: aConsent({ zone: 'Foo/Bar' }) })).toMatchObject({ cap: { zone: 'Europe/London' } });
  });

  it('a transactional mail knows no cap, no quiet hours, no consent', () => {
    const brand = aBrand({ quietHours: night });
    expect(verdict({ ...receipt, brand, consent: undefined })).toEqual({ kind: 'send', address: 'ada@example.com' });
  });

  it('a mail whose cart has changed since waits on, and so do its expiry and its row', () => {
    const profile = aProfile({ cart: aCart([{}], { at: NOON + 20 * MINUTE_MS }) });
    expect(verdict({ profile })).toEqual({
      kind: 'postpone',
      wakeAt: NOON + 80 * MINUTE_MS,
      dueAt: NOON + 80 * MINUTE_MS,
      expiresAt: NOON + 80 * MINUTE_MS + 3 * DAY_MS,
      ttl: expect.any(Number),
    });
  });

  it('a mail waits for the quiet hours to end', () => {
    const brand = aBrand({ quietHours: night });
    expect(verdict({ brand })).toEqual({ kind: 'postpone', wakeAt: NOON + 3 * HOUR_MS });
  });

  it.each<[string, Partial<Facts>, Partial<Send>, string, string]>([
    ['an order since', { profile: aProfile({ did: { 'Order Completed': NOON + 1 } }) }, {}, 'skipped', 'exited'],
    [
      'an order since, and another cart',
      { profile: aProfile({ cart: aCart([{}], { key: 'cart-2' }), did: { 'Order Completed': NOON + 1 } }) },
      {},
      'skipped',
      'exited',
    ],
    ['an emptied cart', { profile: aProfile() }, {}, 'skipped', 'exited'],
    ['another cart', { profile: aProfile({ cart: aCart([{}], { key: 'cart-2' }) }) }, {}, 'superseded', 'other_cart'],
    ['its own expiry', { now: NOON + HOUR_MS + 3 * DAY_MS }, {}, 'expired', 'too_late'],
    ['no address', { address: undefined }, {}, 'skipped', 'no_address'],
    ['another epoch', { epoch: 1 }, {}, 'skipped', 'erased'],
    [
      'another address than the one that entered',
      { campaign: aWelcome(), address: 'john@example.com' },
      { entryKey: 'address:ada' },
      'superseded',
      'other_address',
    ],
    [
      'another address than the one that a broadcast is for',
      { address: 'john@example.com' },
      { entryKey: broadcastEntryKey('run-1', addressHash('ada@example.com')) },
      'superseded',
      'other_address',
    ],
    ['a stage that may not mail it', { allowRecipients: ['*@example.org'] }, {}, 'skipped', 'not_allowed_here'],
    [
      'a bounce',
      { consent: aConsent({ suppression: { reason: 'bounced', at: NOON } }) },
      {},
      'suppressed',
      'address_bounced',
    ],
    [
      'a complaint, even for a receipt',
      { ...receipt, consent: aConsent({ suppression: { reason: 'complained', at: NOON } }) },
      {},
      'suppressed',
      'address_complained',
    ],
    ['no consent', { consent: undefined }, {}, 'skipped', 'no_consent'],
    [
      'consent to another topic only',
      { consent: aConsent({ topics: { news: { subscribed: true, at: NOON, by: 'x' } } }) },
      {},
      'skipped',
      'no_consent',
    ],
    [
      'consent taken back',
      { consent: aConsent({ topics: { promotions: { subscribed: false, at: NOON, by: 'x' } } }) },
      {},
      'skipped',
      'no_consent',
    ],
    [
      'outside the audience by now',
      { campaign: aCampaign({ audience: { cart: 'total', atLeast: toMoney(20) } }) },
      {},
      'skipped',
      'not_in_audience',
    ],
    [
      'the step’s own condition',
      { step: aStep({ onlyIf: { cart: 'total', atLeast: toMoney(50) } }) },
      {},
      'skipped',
      'step_condition',
    ],
  ])('%s forbids it', (_case, given, row, ending, reason) => {
    expect(verdict(given, row)).toMatchObject({ kind: 'end', ending, reason });
  });

  it.each(['holdout', 'global_holdout'] as const)('%s keeps back what would go out, and nothing before', (arm) => {
    expect(verdict({}, { arm })).toEqual({ kind: 'hold_out', reason: arm });
    expect(verdict({ consent: undefined }, { arm })).toMatchObject({ kind: 'end', reason: 'no_consent' });
    expect(verdict({ profile: aProfile() }, { arm })).toMatchObject({ kind: 'end', reason: 'exited' });
    expect(verdict({ now: NOON }, { arm })).toMatchObject({ kind: 'postpone' });
  });

  it('an address that came after the decision pinned no epoch', () => {
    const row = { address: undefined, addressHash: undefined };
    expect(verdict({ consent: aConsent({ epoch: 2 }) }, row)).toMatchObject({ kind: 'send' });
  });
});
