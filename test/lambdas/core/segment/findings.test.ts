import { describe, expect, it } from 'vitest';
import { toMoney } from '../../../../lambdas/core/profile/money.ts';
import { findingsOf } from '../../../../lambdas/core/segment/findings.ts';
import type { Predicate } from '../../../../lambdas/core/segment/predicate.ts';
import { DAY_MS, HOUR_MS } from '../../../builders/campaign.ts';
import { aCart, aProfile, NOON } from '../../../builders/profile.ts';

const shopper = aProfile({
  cart: aCart([{ price: 14.5, quantity: 2 }]),
  did: { 'Product Viewed': NOON - HOUR_MS },
  traits: { plan: 'secret' },
});
const find = (predicate: Predicate) => findingsOf(predicate, shopper, { now: NOON, zone: 'Europe/London' });

describe('what a condition found', () => {
  it.each<[Predicate, object]>([
    [
      { did: 'Product Viewed', withinMs: DAY_MS },
      { asked: 'Product Viewed within 1 d', found: { times: 1, last: '2026-01-13T11:00:00.000Z' }, holds: true },
    ],
    [
      { did: 'Order Completed', since: 'entry' },
      { asked: 'Order Completed since entry', found: 'never', holds: false },
    ],
    [
      { cart: 'total', atLeast: toMoney(50) },
      { asked: 'cart total at least 50', found: 29, holds: false },
    ],
    [{ consent: 'promotions' }, { asked: 'consent to promotions', found: 'not given', holds: false }],
    [
      { localTime: { from: '08:00', to: '20:00' } },
      { asked: 'local time from 08:00 to 20:00', found: 'tue 12:00 in Europe/London', holds: true },
    ],
    [{ not: { cart: 'count', equals: 0 } }, { asked: 'not: cart count 0', found: 2, holds: true }],
  ])('is told question by question: %j', (predicate, finding) => {
    expect(find(predicate)).toEqual([finding]);
  });

  it('says of a trait that it is known, not what it says of the person', () => {
    expect(JSON.stringify(find({ trait: 'plan', equals: 'gold' }))).not.toContain('secret');
  });

  it('stays short, whatever the condition', () => {
    const many = { any: Array.from({ length: 40 }, () => ({ cart: 'count' as const, atLeast: 9 })) };
    expect(find(many)).toHaveLength(12);
  });
});
