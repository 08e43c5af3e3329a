import { describe, expect, it } from 'vitest';
import { PRICE_DROPPED } from '../../../../lambdas/core/event/price-drop.ts';
import { evolve } from '../../../../lambdas/core/profile/evolve.ts';
import { aTrack } from '../../../builders/event.ts';
import { aProfile, NOON } from '../../../builders/profile.ts';

const HOUR_MS = 3_600_000;
const before = aProfile({ did: { 'Product Viewed': NOON } });
const drop = (hours: number) =>
  aTrack(PRICE_DROPPED, {
    at: NOON + hours * HOUR_MS,
    properties: { product_id: 'mug', name: 'Mug', price: 15, previous_price: 20 },
  });

describe('the news that a price has fallen', () => {
  it('is counted, and is no sign that its person was here or looked at anything', () => {
    const { counters, ...rest } = evolve(before, drop(9));
    expect(counters).toEqual({
      ...before.counters,
      [PRICE_DROPPED]: { count: 1, firstAt: NOON + 9 * HOUR_MS, lastAt: NOON + 9 * HOUR_MS },
    });
    const { counters: _, ...unchanged } = before;
    expect(rest).toEqual(unchanged);
  });

  it('is counted by day where a condition counts it', () => {
    const counted = new Set([PRICE_DROPPED]);
    const after = [drop(1), drop(2), drop(30)].reduce((profile, event) => evolve(profile, event, counted), before);
    expect(Object.values(after.daily?.[PRICE_DROPPED] ?? {})).toEqual([2, 1]);
    expect(after.counters[PRICE_DROPPED]?.count).toBe(3);
  });

  it('does not make what its person does later look late', () => {
    const told = evolve(before, drop(400));
    const add = aTrack('Product Added', { at: NOON + HOUR_MS, properties: { product_id: 'mug', price: 15 } });
    const after = evolve(told, add);
    expect(after).toMatchObject({ late: 0, lastSeenAt: NOON + HOUR_MS });
    expect(after.cart.operations).toHaveLength(1);
  });

  it('is not late itself, however old, and comes out the same in any order', () => {
    const add = aTrack('Product Added', { at: NOON + 800 * HOUR_MS, properties: { product_id: 'mug', price: 15 } });
    const early = evolve(evolve(before, drop(1)), add);
    const late = evolve(evolve(before, add), drop(1));
    expect(late).toEqual(early);
    expect(late.late).toBe(0);
  });
});
