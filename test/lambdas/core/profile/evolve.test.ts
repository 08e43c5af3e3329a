import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CustomerEvent } from '../../../../lambdas/core/event/event.ts';
import { identityId } from '../../../../lambdas/core/identity/identity.ts';
import { affinityOf } from '../../../../lambdas/core/profile/affinity.ts';
import { cartCount, cartLines, cartTotal } from '../../../../lambdas/core/profile/cart.ts';
import { evolve, newProfile } from '../../../../lambdas/core/profile/evolve.ts';
import { mergeProfiles } from '../../../../lambdas/core/profile/merge-profiles.ts';
import { fromMoney } from '../../../../lambdas/core/profile/money.ts';
import type { Profile } from '../../../../lambdas/core/profile/profile.ts';
import { sessionCount } from '../../../../lambdas/core/profile/sessions.ts';
import { addressOf } from '../../../../lambdas/core/profile/traits.ts';
import { anIdentify, aTrack } from '../../../builders/event.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 10, 24, 12);
const id = identityId({ kind: 'user', value: 'u-1' });

const fold = (events: readonly CustomerEvent[]): Profile => {
  const [first] = events;
  if (first === undefined) throw new Error('a profile needs an event');
  return events.reduce((profile, event) => evolve(profile, event), newProfile(id, first));
};

describe('a profile', () => {
  it('takes the newest value of a trait, whichever event comes first', () => {
    const older = anIdentify({ at: T0, traits: { city: 'Bern' } });
    const newer = anIdentify({ at: T0 + 1, traits: { city: 'Basel' } });
    expect(fold([older, newer]).traits.city?.value).toBe('Basel');
    expect(fold([newer, older]).traits.city?.value).toBe('Basel');
  });

  it('is written to at a plausible address only, in lower case', () => {
    expect(addressOf(fold([anIdentify({ traits: { email: ' Ada@Example.COM ' } })]))).toBe('ada@example.com');
    for (const email of ['nobody', 'a@b@c.d', 'a b@c.d', 'x@y', '<a@b.c>', 7, null, `${'a'.repeat(250)}@b.cd`]) {
      expect(addressOf(fold([anIdentify({ traits: { email } })]))).toBeUndefined();
    }
  });

  it('keeps a name of an event apart from what every object has', () => {
    const profile = fold([aTrack('toString'), aTrack('toString'), anIdentify({ traits: { valueOf: 'x' } })]);
    expect(profile.counters.toString).toMatchObject({ count: 2 });
    expect(profile.traits.valueOf).toMatchObject({ value: 'x' });
  });

  it('adds up orders to the ten-thousandth, and counts cancellations apart', () => {
    const profile = fold([
      aTrack('Order Completed', { properties: { total: 0.1 } }),
      aTrack('Order Completed', { properties: { revenue: 0.2 } }),
      aTrack('Order Completed', { properties: { products: [{ price: 1.005, quantity: 3 }] } }),
      aTrack('Order Cancelled', { properties: { total: 5 } }),
    ]);
    expect(profile.purchases).toMatchObject({ orders: 3, cancelled: 1 });
    expect(fromMoney(profile.purchases.revenue)).toBe(3.315);
    expect(fromMoney(profile.purchases.cancelledValue)).toBe(5);
  });

  it('knows what the person is drawn to from the latest views', () => {
    const view = (product_id: string, category: string, at: number) =>
      aTrack('Product Viewed', { at, properties: { product_id, category } });
    const profile = fold([view('a', 'lamps', T0), view('b', 'mugs', T0 + 1), view('c', 'mugs', T0 + 2)]);
    expect(profile.viewed.map(({ productId }) => productId)).toEqual(['c', 'b', 'a']);
    expect(affinityOf(profile, 'category')).toEqual(['mugs', 'lamps']);
  });

  it('leaves sessions and cart alone when an event comes after the lateness bound, and counts it', () => {
    const profile = fold([
      aTrack('Product Viewed', { at: T0, properties: { product_id: 'a' } }),
      aTrack('Product Added', { at: T0 - 61 * MINUTE, properties: { product_id: 'a' } }),
    ]);
    expect(profile).toMatchObject({ late: 1, cart: { operations: [] } });
    expect(profile.counters['Product Added']?.count).toBe(1);
  });

  it('stays within bounds whatever a producer sends', () => {
    const names = Array.from({ length: 300 }, (_, n) => `Event ${String(n).padStart(3, '0')}`);
    const traits = Object.fromEntries(names.map((name) => [name, 'x'.repeat(400)]));
    const profile = fold([
      ...names.map((name) => aTrack(name)),
      anIdentify({ traits: { ...traits, email: 'ada@example.com', essay: 'x'.repeat(501) } }),
      aTrack('Order Completed'),
      ...names.map((_, n) => aTrack('Product Added', { at: T0 + n, properties: { product_id: `p${n}` } })),
    ]);
    expect(Object.keys(profile.counters)).toHaveLength(100);
    expect(profile.counters['Order Completed']?.count).toBe(1);
    expect(addressOf(profile)).toBe('ada@example.com');
    expect(profile.traits.essay).toBeUndefined();
    expect(profile.cart.operations.length).toBeLessThanOrEqual(40);
    expect(JSON.stringify(profile).length).toBeLessThan(100_000);
  });
});

describe('sessions', () => {
  it.each([
    { given: [0, 10, 39], sessions: 1 },
    { given: [0, 31], sessions: 2 },
    { given: [0, 45, 20], sessions: 1, because: 'the late one lies within the gap of both' },
    { given: [0, 31, 62, 93, 124], sessions: 5 },
  ])('of events at minutes $given are $sessions', ({ given, sessions }) => {
    const profile = fold(given.map((minute) => aTrack('page', { at: T0 + minute * MINUTE })));
    expect(sessionCount(profile.sessions)).toBe(sessions);
  });
});

describe('a cart', () => {
  const add = (product_id: string, minute: number, more = {}) =>
    aTrack('Product Added', { at: T0 + minute * MINUTE, properties: { product_id, price: 10, ...more } });
  const remove = (product_id: string, minute: number, more = {}) =>
    aTrack('Product Removed', { at: T0 + minute * MINUTE, properties: { product_id, ...more } });
  const order = (minute: number) => aTrack('Order Completed', { at: T0 + minute * MINUTE });

  it.each([
    { title: 'adds up quantities', events: [add('a', 0), add('a', 1, { quantity: 2 })], lines: { a: 3 }, total: 30 },
    {
      title: 'loses what is taken out',
      events: [add('a', 0, { quantity: 3 }), remove('a', 1, { quantity: 1 })],
      lines: { a: 2 },
      total: 20,
    },
    {
      title: 'loses a whole line where no quantity is said',
      events: [add('a', 0, { quantity: 3 }), add('b', 1), remove('a', 2)],
      lines: { b: 1 },
      total: 10,
    },
    { title: 'is emptied by an order', events: [add('a', 0), order(1)], lines: {}, total: 0 },
    { title: 'is emptied by an order that comes first', events: [order(1), add('a', 0)], lines: {}, total: 0 },
    {
      title: 'keeps what came after an order',
      events: [add('a', 0), add('b', 2), order(1)],
      lines: { b: 1 },
      total: 10,
    },
  ])('$title', ({ events, lines, total }) => {
    const { cart } = fold(events);
    expect(Object.fromEntries(cartLines(cart).map(({ productId, quantity }) => [productId, quantity]))).toEqual(lines);
    expect(fromMoney(cartTotal(cart))).toBe(total);
    expect(cart.key !== undefined).toBe(cartCount(cart) > 0);
  });

  it('keeps its key while it is open, and gets another after an order', () => {
    const first = fold([add('a', 0)]).cart.key;
    expect(fold([add('a', 0), add('b', 5), add('c', -5)]).cart.key).not.toBeUndefined();
    const events = [add('a', 0), add('b', 5)];
    const opened = fold(events.slice(0, 1)).cart.key;
    expect(fold(events).cart.key).toBe(opened);
    expect(fold([...events, order(6), add('a', 7)]).cart.key).not.toBe(opened);
    expect(first).not.toBeUndefined();
  });

  it('of two profiles of one person keeps the older key and both contents', () => {
    const a = fold([add('a', 0)]);
    const b = fold([add('b', 1)]);
    for (const merged of [mergeProfiles(a, b), mergeProfiles(b, a)]) {
      expect(merged.cart.key).toBe(a.cart.key);
      expect(cartCount(merged.cart)).toBe(2);
    }
  });

  it('keeps its contents beyond the operations it remembers', () => {
    const events = Array.from({ length: 100 }, (_, n) => add(`p${n % 7}`, n / 10));
    expect(cartCount(fold(events).cart)).toBe(100);
  });
});

describe('under any order of arrival', () => {
  const anyEvent = fc.record({
    name: fc.constantFrom(
      'Product Viewed',
      'Order Completed',
      'Order Cancelled',
      'Product Added',
      'custom',
      'toString',
    ),
    minute: fc.integer({ min: 0, max: 600 }),
    product: fc.constantFrom('a', 'b', 'c'),
    trait: fc.constantFrom('x', 'y', 'z'),
  });
  const toEvent = ({
    name,
    minute,
    product,
    trait,
  }: {
    name: string;
    minute: number;
    product: string;
    trait: string;
  }) =>
    name === 'custom'
      ? anIdentify({ at: T0 + minute * MINUTE, traits: { [trait]: product }, context: { campaign: { name: trait } } })
      : aTrack(name, { at: T0 + minute * MINUTE, properties: { product_id: product, total: minute } });
  const orderFree = ({ cart: _cart, sessions: _sessions, late: _late, ...rest }: Profile) => rest;

  it('traits, counters, purchases, views and touches come out the same', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 30 }), fc.infiniteStream(fc.nat()), (drafts, dice) => {
        const events = drafts.map(toEvent);
        const shuffled = [...events].sort(() => ((dice.next().value ?? 0) % 2 === 0 ? 1 : -1));
        expect(orderFree(fold(shuffled))).toEqual(orderFree(fold(events)));
      }),
    );
  });

  it('sessions and cart come out the same within the lateness bound, for two producers that each keep their order', () => {
    const within = anyEvent.map((draft) => ({ ...draft, minute: draft.minute % 60 }));
    const producer = fc
      .array(within, { maxLength: 12 })
      .map((drafts) => drafts.map(toEvent).sort((a, b) => a.at - b.at));
    fc.assert(
      fc.property(producer, producer, fc.infiniteStream(fc.boolean()), (web, shop, coin) => {
        const opening = aTrack('page', { at: T0 });
        const rest = { web: [...web], shop: [...shop] };
        const mixed: CustomerEvent[] = [];
        while (rest.web.length + rest.shop.length > 0) {
          const from = rest.shop.length === 0 || (rest.web.length > 0 && coin.next().value) ? rest.web : rest.shop;
          mixed.push(...from.splice(0, 1));
        }
        const one = fold([opening, ...web, ...shop]);
        const other = fold([opening, ...mixed]);
        expect(cartLines(other.cart)).toEqual(cartLines(one.cart));
        expect(sessionCount(other.sessions)).toBe(sessionCount(one.sessions));
        expect(other.late).toBe(0);
      }),
    );
  });
});
