import { describe, expect, it } from 'vitest';
import type { CustomerEvent, Json } from '../../../../lambdas/core/event/event.ts';
import { affinityOf } from '../../../../lambdas/core/profile/affinity.ts';
import { appliedEvent } from '../../../../lambdas/core/profile/applied.ts';
import { addToSet, firstByName } from '../../../../lambdas/core/profile/bounded.ts';
import { mergeCounters } from '../../../../lambdas/core/profile/counters.ts';
import { evolve, LATENESS_MS, newProfile } from '../../../../lambdas/core/profile/evolve.ts';
import { mergePurchases, noPurchases, purchasesOf } from '../../../../lambdas/core/profile/purchases.ts';
import { isObject, numberOf, objectsOf, textOf } from '../../../../lambdas/core/profile/read-json.ts';
import { mergeSessions } from '../../../../lambdas/core/profile/sessions.ts';
import { mergeTouches, touchesOf } from '../../../../lambdas/core/profile/touches.ts';
import { mergeTraits, toAddress, traitsOf } from '../../../../lambdas/core/profile/traits.ts';
import { mergeViewed, viewedProductOf } from '../../../../lambdas/core/profile/viewed.ts';
import { anAlias, anIdentify, aTrack } from '../../../builders/event.ts';
import { aCart, anIdentity, aProfile, NOON } from '../../../builders/profile.ts';

const MINUTE = 60_000;

describe('what a producer wrote', () => {
  it.each<[Json | undefined, number | undefined]>([
    [1.5, 1.5],
    [0, 0],
    ['1', undefined],
    [null, undefined],
    [undefined, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [Number.NaN, undefined],
  ])('%j as a number is %j', (value, expected) => expect(numberOf(value)).toBe(expected));

  it.each<[Json | undefined, string | undefined]>([
    ['abc', 'abc'],
    ['abcdef', 'abcd'],
    ['', undefined],
    [7, undefined],
    [null, undefined],
  ])('%j as a text of at most 4 characters is %j', (value, expected) => expect(textOf(value, 4)).toBe(expected));

  it.each<[Json | undefined, boolean]>([
    [{}, true],
    [[], false],
    [null, false],
    ['x', false],
    [undefined, false],
    [1, false],
  ])('%j is an object: %j', (value, expected) => expect(isObject(value)).toBe(expected));

  it('as a list of objects passes over everything else', () => {
    expect(objectsOf([{ a: 1 }, null, [], 'x', 2, {}])).toEqual([{ a: 1 }, {}]);
    for (const value of [undefined, null, {}, 'x']) expect(objectsOf(value)).toEqual([]);
  });
});

describe('a bounded set', () => {
  it('is sorted, holds each once, and keeps those that come first', () => {
    expect(addToSet(['b', 'd'], ['c', 'b', 'a'], 3)).toEqual(['a', 'b', 'c']);
    expect(addToSet(['b'], ['c', 'b'], 3)).toEqual(['b', 'c']);
  });

  it('is the same one where nothing is new', () => {
    const set = ['a', 'b'];
    expect(addToSet(set, ['b', 'a'], 1)).toBe(set);
    expect(addToSet(set, [], 1)).toBe(set);
  });
});

describe('a bounded record', () => {
  it('that is not too long is left as it is', () => {
    const entries = { b: 1, a: 2 };
    expect(firstByName(entries, 2)).toBe(entries);
  });

  it('keeps the names that come first, in any order of arrival, and preferred ones before all', () => {
    expect(firstByName({ d: 1, b: 2, a: 3, c: 4 }, 2)).toEqual({ a: 3, b: 2 });
    expect(firstByName({ a: 3, c: 4, d: 1, b: 2 }, 2)).toEqual({ a: 3, b: 2 });
    expect(firstByName({ d: 1, b: 2, a: 3, c: 4 }, 2, (name) => name === 'd')).toEqual({ d: 1, a: 3 });
  });
});

describe('counters', () => {
  it('add up, and span the earliest and the latest, whichever came first', () => {
    const [early, late] = [{ x: { count: 1, firstAt: 1, lastAt: 5 } }, { x: { count: 2, firstAt: 3, lastAt: 9 } }];
    expect(mergeCounters(early, late)).toEqual({ x: { count: 3, firstAt: 1, lastAt: 9 } });
    expect(mergeCounters(late, early)).toEqual({ x: { count: 3, firstAt: 1, lastAt: 9 } });
  });
});

describe('purchases', () => {
  it.each([
    ['Order Completed', { ...noPurchases, orders: 1, revenue: 50_000, firstAt: NOON, lastAt: NOON }],
    ['Order Cancelled', { ...noPurchases, cancelled: 1, cancelledValue: 50_000 }],
    ['Order Refunded', { ...noPurchases, cancelled: 1, cancelledValue: 50_000 }],
    ['Order Updated', undefined],
  ])('of %s', (event, expected) => {
    expect(purchasesOf(aTrack(event, { at: NOON, properties: { total: 5 } }))).toEqual(expected);
  });

  it('span the first and the last order, also where one side has none', () => {
    const orders = { ...noPurchases, orders: 1, firstAt: 4, lastAt: 6 };
    for (const merged of [mergePurchases(orders, noPurchases), mergePurchases(noPurchases, orders)])
      expect(merged).toEqual(orders);
    expect(mergePurchases(orders, { ...orders, firstAt: 1, lastAt: 5 })).toMatchObject({ firstAt: 1, lastAt: 6 });
    expect(mergePurchases(noPurchases, noPurchases)).toEqual({ ...noPurchases, firstAt: undefined, lastAt: undefined });
  });
});

describe('sessions', () => {
  const span = (from: number, to = from) => ({ from: from * MINUTE, to: to * MINUTE });
  const merge = (a: object[], b: object[], settledBefore: number) =>
    mergeSessions({ closed: 1, recent: a as [] }, { closed: 2, recent: b as [] }, settledBefore * MINUTE);

  it('within half an hour of each other are one, and not a millisecond more', () => {
    expect(merge([span(0)], [span(30)], 0)).toEqual({ closed: 3, recent: [span(0, 30)] });
    expect(merge([span(0)], [{ from: 30 * MINUTE + 1, to: 30 * MINUTE + 1 }], 0).recent).toHaveLength(2);
  });

  it('that nothing can be joined to any more are only counted', () => {
    expect(merge([span(0)], [span(60)], 30)).toEqual({ closed: 3, recent: [span(0), span(60)] });
    expect(merge([span(0)], [span(61)], 31)).toEqual({ closed: 4, recent: [span(61)] });
  });
});

describe('touches', () => {
  const touched = (at: number, source?: string) =>
    touchesOf(
      aTrack('x', { at, messageId: 'm', source: 'web', context: source === undefined ? {} : { campaign: { source } } }),
    );

  it('are what brought the person, and who said so', () => {
    const touch = { at: NOON, by: 'web:m', source: 'ad' };
    expect(touched(NOON, 'ad')).toEqual({ firstTouch: touch, lastTouch: touch });
    expect(touched(NOON)).toEqual({});
  });

  it('are the first and the last of all, whichever is told first', () => {
    const [early, late, none] = [touched(1, 'ad'), touched(2, 'mail'), touched(3)];
    for (const merged of [mergeTouches(early, late), mergeTouches(late, early)]) {
      expect(merged.firstTouch?.source).toBe('ad');
      expect(merged.lastTouch?.source).toBe('mail');
    }
    expect(mergeTouches(none, early)).toEqual(early);
    expect(mergeTouches(early, none)).toEqual(early);
  });
});

describe('traits', () => {
  const names = (event: CustomerEvent) =>
    Object.fromEntries(Object.entries(traitsOf(event)).map(([name, { value }]) => [name, value]));

  it('come from an identify, a group, and the zone and locale of any event', () => {
    expect(traitsOf(anIdentify({ at: NOON, source: 'web', messageId: 'm', traits: { city: 'Bern' } }))).toEqual({
      city: { value: 'Bern', at: NOON, by: 'web:m' },
    });
    const context = { timezone: 'Europe/Rome', locale: 'it' };
    expect(names(aTrack('x', { context }))).toEqual(context);
    expect(names(aTrack('x', { context: { locale: 'it' } }))).toEqual({ locale: 'it' });
    expect(names(aTrack('x'))).toEqual({});
    const { properties: _, event: _event, ...envelope } = aTrack('x');
    expect(names({ ...envelope, type: 'group', groupId: 'g', traits: { plan: 'x' } })).toEqual({ groupId: 'g' });
    expect(names(anAlias('x'))).toEqual({});
  });

  it.each<[string, string, Json, boolean]>([
    ['a name of 100 characters', 'n'.repeat(100), 1, true],
    ['a longer name', 'n'.repeat(101), 1, false],
    ['a text of 500 characters', 'a', 'x'.repeat(500), true],
    ['a text of characters that take six bytes each', 'a', '\u0001'.repeat(84), false],
    ['a longer text', 'a', 'x'.repeat(501), false],
    ['an object of 500 characters', 'a', ['x'.repeat(496)], true],
    ['a larger object', 'a', ['x'.repeat(497)], false],
  ])('%s is kept or not', (_, name, value, kept) => {
    expect(Object.hasOwn(traitsOf(anIdentify({ traits: { [name]: value } })), name)).toBe(kept);
  });

  it('of the spec are never crowded out', () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`a${n}`, { value: n, at: 1, by: 'b' }]));
    const merged = mergeTraits(many, { email: { value: 'x@y.de', at: 1, by: 'b' } });
    expect(Object.keys(merged)).toHaveLength(60);
    expect(merged.email).toBeDefined();
  });

  it('hold an address of up to 254 characters', () => {
    const ending = '@example.com';
    const address = 'a'.repeat(254 - ending.length) + ending;
    expect(toAddress(address)).toBe(address);
    expect(toAddress(`a${address}`)).toBeUndefined();
  });
});

describe('views', () => {
  const view = (productId: string, at: number, category?: string, brand?: string) => ({
    productId,
    at,
    category,
    brand,
  });

  it('are of Product Viewed with a product alone', () => {
    expect(
      viewedProductOf(aTrack('Product Viewed', { at: 1, properties: { product_id: 7, category: 'mugs' } })),
    ).toEqual({ productId: '7', at: 1, category: 'mugs', brand: undefined });
    expect(viewedProductOf(aTrack('Product Viewed'))).toBeUndefined();
    expect(viewedProductOf(aTrack('Product Added', { properties: { product_id: 'a' } }))).toBeUndefined();
  });

  it('are the latest 20, newest first; of one instant the later id first, in any order of arrival', () => {
    const views = Array.from({ length: 25 }, (_, n) => view(`p-${n}`, n));
    expect(mergeViewed(views, []).map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, n) => 24 - n));
    const [a, b] = [view('a', 1), view('b', 1)];
    expect(mergeViewed([a], [b])).toEqual([b, a]);
    expect(mergeViewed([b], [a])).toEqual([b, a]);
  });

  it('of one product at one instant agree on what it was, in any order of arrival', () => {
    for (const [one, other] of [
      [view('a', 1, 'x'), view('a', 1, 'y')],
      [view('a', 1, 'x', 'k'), view('a', 1, 'x', 'l')],
      [view('a', 1), view('a', 1, 'A')],
      [view('a', 1, 'A'), view('a', 1, 'A', 'B')],
    ] as const) {
      expect(mergeViewed([one], [other])).toEqual([other]);
      expect(mergeViewed([other], [one])).toEqual([other]);
    }
    expect(mergeViewed([view('a', 2)], [view('a', 1)])).toEqual([view('a', 2)]);
  });

  it('show what the person is drawn to, most first, then by name', () => {
    const seen = ['b', 'c', 'a', 'c', undefined, undefined, undefined].map((category, at) =>
      view(`p-${at}`, at, category),
    );
    expect(affinityOf({ viewed: seen }, 'category')).toEqual(['c', 'a', 'b']);
  });
});

describe('an event on a profile', () => {
  const profile = newProfile(anIdentity(), aTrack('x', { at: NOON, receivedAt: NOON }));

  it('widens what is known of when the person was there, earlier and later', () => {
    const earlier = evolve(profile, aTrack('x', { at: NOON - 5, receivedAt: NOON - 1 }));
    expect(earlier).toMatchObject({ createdAt: NOON - 1, firstSeenAt: NOON - 5, lastSeenAt: NOON });
    const later = evolve(profile, aTrack('x', { at: NOON + 5, receivedAt: NOON + 6 }));
    expect(later).toMatchObject({ createdAt: NOON, firstSeenAt: NOON, lastSeenAt: NOON + 5 });
  });

  it('is late only beyond the bound', () => {
    expect(evolve(profile, aTrack('x', { at: NOON - LATENESS_MS })).late).toBe(0);
    expect(evolve(profile, aTrack('x', { at: NOON - LATENESS_MS - 1 })).late).toBe(1);
  });

  it.each(['page', 'screen', 'group'] as const)('of type %s counts for the session', (type) => {
    const { properties, event: _event, ...envelope } = aTrack('x', { at: NOON + 5 });
    const event: CustomerEvent =
      type === 'group' ? { ...envelope, type, groupId: 'g', traits: {} } : { ...envelope, type, properties };
    expect(evolve(profile, event)).toMatchObject({
      sessions: { recent: [{ from: NOON + 5, to: NOON + 5 }] },
      counters: { [type]: { count: 1 } },
    });
  });
});

describe('what the stream tells of an event', () => {
  const [open, empty] = [aProfile({ cart: aCart() }), aProfile()];
  const propertiesOf = (properties: { [name: string]: Json }) =>
    appliedEvent(aTrack('Order Completed', { properties }), empty, empty).properties;

  it('is its name, ids, times, and the address that it named', () => {
    const event = aTrack('Subscribed', {
      properties: { email: ' A@B.cd' },
      at: 1,
      receivedAt: 2,
      messageId: 'm',
      source: 's',
    });
    expect(appliedEvent(event, empty, empty)).toEqual({
      ...{ name: 'Subscribed', messageId: 'm', source: 's', at: 1, receivedAt: 2 },
      ...{ properties: { email: ' A@B.cd' }, cartKey: undefined, address: 'a@b.cd' },
    });
    expect(appliedEvent(anIdentify({ traits: { email: 'a@b.cd' } }), undefined, empty)).toMatchObject({
      ...{ name: 'identify', properties: {}, address: undefined },
    });
  });

  it('has the cart’s key where one is open after it, else before it', () => {
    const other = aProfile({ cart: aCart([{}], { key: 'cart-2' }) });
    expect(appliedEvent(aTrack('x'), open, other).cartKey).toBe('cart-2');
    expect(appliedEvent(aTrack('x'), open, empty).cartKey).toBe('cart-1');
    expect(appliedEvent(aTrack('x'), undefined, empty).cartKey).toBeUndefined();
  });

  it('has the first 20 entries of a list, and how many there were', () => {
    const products = Array.from({ length: 30 }, (_, n) => ({ product_id: `p-${n}` }));
    expect(propertiesOf({ products, total: 1 })).toEqual({
      products: products.slice(0, 20),
      products_count: 30,
      total: 1,
    });
  });

  it('of up to 8,000 characters is whole', () => {
    const fits = { note: 'x'.repeat(8_000 - '{"note":""}'.length) };
    expect(propertiesOf(fits)).toEqual(fits);
    expect(propertiesOf({ note: `${fits.note}x` })).toEqual({ note: null });
  });

  it('that is longer keeps of lines what a mail shows, and short values', () => {
    const line = { product_id: 'p', sku: 's', name: 'n'.repeat(98), price: 1, quantity: 2, secret: 'x' };
    const long = { ...line, name: 'n'.repeat(99) };
    const { name: _, ...nameless } = long;
    const { secret: _secret, ...shown } = line;
    const { secret: _other, ...bare } = nameless;
    expect(
      propertiesOf({
        products: [line, long, 7],
        note: 'x'.repeat(8_000),
        short: 'y'.repeat(198),
        longer: 'y'.repeat(199),
      }),
    ).toEqual({
      ...{ products: [shown, bare, null], products_count: 3, note: null, short: 'y'.repeat(198), longer: null },
    });
  });

  it('that is still longer keeps only what campaigns cannot do without', () => {
    const filler = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`f${n}`, 'x'.repeat(190)]));
    expect(propertiesOf({ ...filler, order_id: 'o', total: 1, products: [] })).toEqual({
      ...{ order_id: 'o', total: 1, products: [], products_count: 0 },
    });
  });
});

describe('what was found out of somebody', () => {
  const at = (n: number) => ({ at: NOON + n });
  const found = (n: number, country: string) =>
    traitsOf(anIdentify({ ...at(n), context: { country, device: { kind: 'phone', os: 'iOS' } } }));
  const said = (n: number, country: string) => traitsOf(anIdentify({ ...at(n), traits: { country } }));

  it('becomes traits that campaigns can ask for', () => {
    const values = Object.entries(found(0, 'DE')).map(([name, { value, derived }]) => [name, value, derived]);
    expect(values).toEqual([
      ['country', 'DE', true],
      ['device', 'phone', true],
      ['os', 'iOS', true],
    ]);
  });

  it('never replaces what was said, and is replaced by it, in any order', () => {
    const news = [found(1, 'DE'), said(2, 'FR'), found(3, 'US'), said(0, 'IT')];
    for (const order of [news, [...news].reverse(), [news[1], news[3], news[0], news[2]]]) {
      const merged = order.reduce((traits, one) => mergeTraits(traits ?? {}, one ?? {}), {});
      expect(merged?.country?.value).toBe('FR');
      expect(merged?.device?.at).toBe(NOON + 3);
    }
  });

  it('is nothing where a program sent it', () => {
    const context = { bot: true, country: 'US', device: { kind: 'other' as const } };
    expect(traitsOf(anIdentify({ context }))).toEqual({});
  });
});
