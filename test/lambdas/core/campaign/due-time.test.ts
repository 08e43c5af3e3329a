import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../../lambdas/core/campaign/campaign.ts';
import { dueAtOf, isAtOnce } from '../../../../lambdas/core/campaign/due-time.ts';
import type { Profile } from '../../../../lambdas/core/profile/profile.ts';
import { aCampaign, aReceipt, aStep, DAY_MS, HOUR_MS } from '../../../builders/campaign.ts';
import { aCart, aProfile, NOON } from '../../../builders/profile.ts';

const MINUTE_MS = 60_000;
const LONDON = 'Europe/London';
const laterCart = aProfile({ cart: aCart([{}], { at: NOON + 5 * MINUTE_MS }) });
const entry = { at: NOON, cartKey: 'cart-1' };

describe('a mail is due', () => {
  const step = aStep({ waitMs: 10 * MINUTE_MS });

  it('its wait after the cart’s last change', () => {
    expect(dueAtOf(aCampaign(), step, entry, laterCart, LONDON)).toBe(NOON + 15 * MINUTE_MS);
  });

  it('its wait after the trigger, where the cart is gone or the campaign knows no carts', () => {
    const due = (campaign: Campaign, of: typeof entry, profile: Profile) =>
      dueAtOf(campaign, step, of, profile, LONDON);
    expect(due(aCampaign(), entry, aProfile())).toBe(NOON + 10 * MINUTE_MS);
    expect(due(aCampaign(), { ...entry, cartKey: 'cart-0' }, laterCart)).toBe(NOON + 10 * MINUTE_MS);
    expect(due(aReceipt(), entry, laterCart)).toBe(NOON + 10 * MINUTE_MS);
  });

  it('its wait after the step before it was due, and so never before that', () => {
    const steps = [
      aStep({ id: 'one', waitMs: HOUR_MS }),
      aStep({ id: 'two', waitMs: DAY_MS, until: '09:00' }),
      aStep({ id: 'three', waitMs: MINUTE_MS }),
    ];
    const campaign = aCampaign({ steps });
    const due = steps.map((each) => dueAtOf(campaign, each, entry, laterCart, LONDON));
    expect(due.map((at) => new Date(at).toISOString())).toEqual([
      '2026-01-13T13:05:00.000Z',
      '2026-01-15T09:00:00.000Z', // a day later it is past nine
      '2026-01-15T09:01:00.000Z',
    ]);
  });
});

describe('a wait until nine in the recipient’s time', () => {
  const nine = { steps: [aStep({ id: 'nine', waitMs: HOUR_MS, until: '09:00' })] };
  const dueFrom = (at: string, zone: string, until = '09:00') => {
    const campaign = aReceipt({ steps: nine.steps.map((step) => ({ ...step, until })) });
    const step = campaign.steps[0] ?? aStep();
    return new Date(dueAtOf(campaign, step, { at: Date.parse(at) }, aProfile(), zone)).toISOString();
  };

  it.each([
    ['is the same morning', '2026-01-13T06:00:00Z', LONDON, '09:00', '2026-01-13T09:00:00.000Z'],
    ['is that very minute', '2026-01-13T08:00:00Z', LONDON, '09:00', '2026-01-13T09:00:00.000Z'],
    ['is the next morning', '2026-01-13T08:00:01Z', LONDON, '09:00', '2026-01-14T09:00:00.000Z'],
    ['is the morning in Tokyo', '2026-01-13T06:00:00Z', 'Asia/Tokyo', '09:00', '2026-01-14T00:00:00.000Z'],
    ['moves with summer time', '2026-03-28T12:00:00Z', LONDON, '09:00', '2026-03-29T08:00:00.000Z'],
    ['is after the hour that is left out', '2026-03-28T12:00:00Z', LONDON, '01:30', '2026-03-29T01:00:00.000Z'],
    ['is the first of two', '2026-10-24T12:00:00Z', LONDON, '01:30', '2026-10-25T00:30:00.000Z'],
    [
      'is the next day’s, once the first of two is past',
      '2026-10-24T23:45:00Z',
      LONDON,
      '01:30',
      '2026-10-26T01:30:00.000Z',
    ],
    [
      'is no wait where nobody knows the zone',
      '2026-01-13T06:00:00Z',
      'Mars/Olympus',
      '09:00',
      '2026-01-13T07:00:00.000Z',
    ],
  ])('%s', (_case, at, zone, until, expected) => {
    expect(dueFrom(at, zone, until)).toBe(expected);
  });
});

describe('a mail goes out at once', () => {
  it.each([
    ['without a wait', [aStep({ id: 'one', waitMs: 0 })], 'one', true],
    ['not after one', [aStep({ id: 'one' })], 'one', false],
    ['not until a time of day', [aStep({ id: 'one', waitMs: 0, until: '09:00' })], 'one', false],
    ['not behind a step that waits', [aStep({ id: 'one' }), aStep({ id: 'two', waitMs: 0 })], 'two', false],
    ['before a step that waits', [aStep({ id: 'one', waitMs: 0 }), aStep({ id: 'two' })], 'one', true],
  ])('%s', (_case, steps, id, expected) => {
    const step = steps.find((each) => each.id === id) ?? aStep();
    expect(isAtOnce(aReceipt({ steps }), step)).toBe(expected);
  });
});
