import { describe, expect, it } from 'vitest';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import { toMoney } from '../../../../lambdas/core/profile/money.ts';
import type { Profile } from '../../../../lambdas/core/profile/profile.ts';
import { holds } from '../../../../lambdas/core/segment/holds.ts';
import type { HasTrait, Predicate } from '../../../../lambdas/core/segment/predicate.ts';
import { SEGMENT_ENTERED } from '../../../../lambdas/core/segment/segment.ts';
import { aCart, aProfile, NOON } from '../../../builders/profile.ts';

const HOUR_MS = 3_600_000;
const entry = { event: 'Product Added', at: NOON };
const context = { entry, now: NOON + HOUR_MS, zone: 'Europe/London' };
const shopper = aProfile({
  cart: aCart([{ quantity: 2, price: 10.1 }, { price: 4.8 }]),
  did: { 'Order Completed': NOON, 'Product Added': NOON, 'Product Viewed': NOON - HOUR_MS },
  traits: { plan: 'gold', visits: 3, opted: false },
});
const yes: Predicate = { did: 'Order Completed' };
const no: Predicate = { did: 'Nothing At All' };

describe('a condition', () => {
  it.each<[string, Predicate, boolean]>([
    ['did it', yes, true],
    ['never did it', no, false],
    ['did something named like a method', { did: 'toString' }, false],
    ['did it on the instant of entry', { did: 'Order Completed', since: 'entry' }, true],
    ['did it before entry', { did: 'Product Viewed', since: 'entry' }, false],
    ['the entry itself does not count as since entry', { did: 'Product Added', since: 'entry' }, false],
    ['did it within', { did: 'Order Completed', withinMs: HOUR_MS }, true],
    ['did it longer ago', { did: 'Order Completed', withinMs: HOUR_MS - 1 }, false],
    ['has the trait', { trait: 'plan' }, true],
    ['lacks the trait', { trait: 'tier' }, false],
    ['exists as asked', { trait: 'opted', exists: true }, true],
    ['is absent as asked', { trait: 'tier', exists: false }, true],
    ['is not absent', { trait: 'plan', exists: false }, false],
    ['equals', { trait: 'visits', equals: 3 }, true],
    ['equals false', { trait: 'opted', equals: false }, true],
    ['equals another type', { trait: 'visits', equals: '3' }, false],
    ['equals, of a trait it lacks', { trait: 'constructor', equals: 'x' }, false],
    ['cart total at least', { cart: 'total', atLeast: toMoney(25) }, true],
    ['cart total not at least', { cart: 'total', atLeast: toMoney(25.01) }, false],
    ['cart total at most', { cart: 'total', atMost: toMoney(24.99) }, false],
    ['cart count', { cart: 'count', equals: 3 }, true],
    ['all of none', { all: [] }, true],
    ['any of none', { any: [] }, false],
    ['all', { all: [yes, no] }, false],
    ['any', { any: [no, yes] }, true],
    ['not', { not: no }, true],
    ['nested', { all: [{ any: [no, yes] }, { not: { all: [no] } }] }, true],
  ])('%s', (_case, predicate, expected) => {
    expect(holds(predicate, shopper, context)).toBe(expected);
  });

  it('compares lists and objects by what is in them', () => {
    const value = { list: [1, 'two', null], nested: { yes: true } };
    const profile = { ...shopper, traits: { shape: { value, at: NOON, by: 'web:x' } } };
    const equals = (other: HasTrait['equals']) => holds({ trait: 'shape', equals: other }, profile, context);
    expect(equals({ nested: { yes: true }, list: [1, 'two', null] })).toBe(true);
    expect(equals({ nested: { yes: true }, list: [1, 'two'] })).toBe(false);
    expect(equals({ list: { 0: 1, 1: 'two', 2: null }, nested: { yes: true } })).toBe(false);
    expect(equals(null)).toBe(false);
  });
});

const DAY_MS = 24 * HOUR_MS;
const day = (at: number) => String(Math.floor(at / DAY_MS));
const view = (productId: string, category: string, brand?: string) => ({ productId, at: NOON, category, brand });

describe('how often they did it', () => {
  const counted: Profile = {
    ...aProfile(),
    counters: { 'Product Viewed': { count: 12, firstAt: NOON - 90 * DAY_MS, lastAt: NOON } },
    daily: { 'Product Viewed': { [day(NOON)]: 2, [day(NOON - DAY_MS)]: 3, [day(NOON - 6 * DAY_MS)]: 4 } },
  };
  it.each<[string, Predicate, number, boolean]>([
    ['ever, just enough', { did: 'Product Viewed', atLeast: 12 }, NOON, true],
    ['ever, one too few', { did: 'Product Viewed', atLeast: 13 }, NOON, false],
    ['ever, at most', { did: 'Product Viewed', atMost: 12 }, NOON, true],
    ['ever, too often', { did: 'Product Viewed', atMost: 11 }, NOON, false],
    ['never is at most none', { did: 'Nothing At All', atMost: 3 }, NOON, true],
    ['never is not twice', { did: 'Nothing At All', atLeast: 2 }, NOON, false],
    ['today alone', { did: 'Product Viewed', atLeast: 2, withinMs: DAY_MS }, NOON, true],
    ['not more than today', { did: 'Product Viewed', atLeast: 3, withinMs: DAY_MS }, NOON, false],
    ['today and yesterday', { did: 'Product Viewed', atLeast: 5, withinMs: 2 * DAY_MS }, NOON, true],
    ['six days do not reach a week back', { did: 'Product Viewed', atLeast: 6, withinMs: 6 * DAY_MS }, NOON, false],
    ['seven do', { did: 'Product Viewed', atLeast: 9, withinMs: 7 * DAY_MS }, NOON, true],
    ['until midnight, UTC', { did: 'Product Viewed', atLeast: 9, withinMs: 7 * DAY_MS }, NOON + 12 * HOUR_MS - 1, true],
    ['and no longer', { did: 'Product Viewed', atLeast: 9, withinMs: 7 * DAY_MS }, NOON + 12 * HOUR_MS, false],
    ['between two bounds', { did: 'Product Viewed', atLeast: 4, atMost: 5, withinMs: 2 * DAY_MS }, NOON, true],
    ['named like a method', { did: 'constructor', atLeast: 2, withinMs: DAY_MS }, NOON, false],
  ])('%s', (_case, predicate, now, expected) => {
    expect(holds(predicate, counted, { ...context, now })).toBe(expected);
  });
});

describe('what else a profile can be asked', () => {
  const known = aProfile({
    traits: { plan: 'gold member', visits: 3, zero: 0 },
    purchases: { orders: 3, revenue: toMoney(120), cancelled: 1, cancelledValue: toMoney(20) },
    viewed: [view('1', 'Mugs', 'Rye'), view('2', 'Lamps'), view('3', 'Mugs', 'Marram'), view('4', 'Vases')],
    bought: [view('5', 'Lamps', 'Rye'), view('6', 'Lamps')],
    lastSeenAt: NOON,
  });
  const listed = { ...known, traits: { tags: { value: ['a', 2], at: NOON, by: 'web:x' } } };
  it.each<[string, Predicate, boolean]>([
    ['a trait at least', { trait: 'visits', atLeast: 3 }, true],
    ['a trait not at least', { trait: 'visits', atLeast: 3.1 }, false],
    ['a trait at most', { trait: 'zero', atMost: 0 }, true],
    ['a trait between', { trait: 'visits', atLeast: 1, atMost: 2 }, false],
    ['a text is no number', { trait: 'plan', atLeast: 0 }, false],
    ['a trait that is missing is no number', { trait: 'tier', atMost: 5 }, false],
    ['a text that holds another', { trait: 'plan', contains: 'gold' }, true],
    ['a text that does not', { trait: 'plan', contains: 'Gold' }, false],
    ['a number holds nothing', { trait: 'visits', contains: 3 }, false],
    ['the favourite category', { affinity: 'category', is: 'Lamps', top: 1 }, true],
    ['the second is not the first', { affinity: 'category', is: 'Mugs', top: 1 }, false],
    ['the second is among two', { affinity: 'category', is: 'Mugs', top: 2 }, true],
    ['ties go by name', { affinity: 'brand', is: 'Marram', top: 1 }, false],
    ['the favourite brand, bought and looked at', { affinity: 'brand', is: 'Rye', top: 1 }, true],
    ['what they never met', { affinity: 'brand', is: 'Other', top: 20 }, false],
    ['orders', { orders: 'count', atLeast: 3 }, true],
    ['one order too few', { orders: 'count', atLeast: 4 }, false],
    ['what they paid, less what they got back', { orders: 'revenue', equals: toMoney(100) }, true],
    ['a cent too little', { orders: 'revenue', atLeast: toMoney(100.01) }, false],
    ['seen just within', { seen: { withinMs: HOUR_MS } }, true],
    ['seen a millisecond too long ago', { seen: { withinMs: HOUR_MS - 1 } }, false],
    ['consent', { consent: 'promotions' }, true],
    ['consent to another topic', { consent: 'news' }, false],
    ['a segment is its condition', { segment: 'regulars', is: { orders: 'count', atLeast: 3 } }, true],
    ['and not its name', { segment: 'regulars', is: { orders: 'count', atLeast: 4 } }, false],
  ])('%s', (_case, predicate, expected) => {
    const consent = {
      ...{ address: addressHash('ada@example.com'), version: 1, epoch: 0, history: [] },
      topics: { promotions: { subscribed: true, at: NOON, by: 'web:s' } },
    };
    expect(holds(predicate, known, { ...context, consent })).toBe(expected);
  });

  it('finds an entry of a list, as it is written', () => {
    expect(holds({ trait: 'tags', contains: 'a' }, listed, context)).toBe(true);
    expect(holds({ trait: 'tags', contains: 2 }, listed, context)).toBe(true);
    expect(holds({ trait: 'tags', contains: '2' }, listed, context)).toBe(false);
  });

  it('knows no consent where none was read', () => {
    expect(holds({ consent: 'promotions' }, known, context)).toBe(false);
  });

  it('is since no entry without a journey', () => {
    expect(holds({ did: 'Order Completed', since: 'entry' }, shopper, { now: NOON, zone: 'UTC' })).toBe(false);
  });

  it('does not take what put somebody into a segment for what came since', () => {
    const since: Predicate = { did: 'Order Completed', since: 'entry' };
    const entered = { event: SEGMENT_ENTERED, at: NOON };
    expect(holds(since, shopper, { ...context, entry: entered })).toBe(false);
    expect(holds(since, shopper, { ...context, entry: { ...entered, at: NOON - 1 } })).toBe(true);
  });
});

describe('the clock on their wall', () => {
  const utc = (text: string) => Date.parse(`${text}Z`);
  it.each<[string, Predicate, string, number, boolean]>([
    ['from on', { localTime: { from: '08:00', to: '20:00' } }, 'UTC', utc('2026-01-13T08:00'), true],
    ['not before', { localTime: { from: '08:00', to: '20:00' } }, 'UTC', utc('2026-01-13T07:59:59'), false],
    ['until before to', { localTime: { from: '08:00', to: '20:00' } }, 'UTC', utc('2026-01-13T19:59:59'), true],
    ['not at to', { localTime: { from: '08:00', to: '20:00' } }, 'UTC', utc('2026-01-13T20:00'), false],
    ['in their zone', { localTime: { from: '08:00', to: '20:00' } }, 'Asia/Tokyo', utc('2026-01-13T23:00'), true],
    ['over midnight', { localTime: { from: '22:00', to: '06:00' } }, 'UTC', utc('2026-01-13T05:59'), true],
    ['over midnight, by day', { localTime: { from: '22:00', to: '06:00' } }, 'UTC', utc('2026-01-13T12:00'), false],
    ['on a day', { localTime: { from: '00:00', to: '23:59', days: ['tue'] } }, 'UTC', utc('2026-01-13T12:00'), true],
    [
      'not on others',
      { localTime: { from: '00:00', to: '23:59', days: ['mon', 'wed'] } },
      'UTC',
      utc('2026-01-13T12:00'),
      false,
    ],
    [
      'their day, not ours',
      { localTime: { from: '00:00', to: '23:59', days: ['wed'] } },
      'Asia/Tokyo',
      utc('2026-01-13T16:00'),
      true,
    ],
    ['summer time', { localTime: { from: '08:00', to: '09:00' } }, 'Europe/London', utc('2026-07-14T07:30'), true],
    ['nowhere', { localTime: { from: '00:00', to: '23:59' } }, 'Nowhere/At_All', utc('2026-01-13T12:00'), false],
  ])('%s', (_case, predicate, zone, now, expected) => {
    expect(holds(predicate, shopper, { now, zone })).toBe(expected);
  });
});
