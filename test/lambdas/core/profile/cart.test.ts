import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../lambdas/core/event/event.ts';
import { digest } from '../../../../lambdas/core/hash.ts';
import {
  cartChangedAt,
  cartCount,
  cartLines,
  cartTotal,
  changeCart,
  emptyCart,
  emptyCartAt,
  mergeCarts,
  productIdOf,
} from '../../../../lambdas/core/profile/cart.ts';
import type { Cart } from '../../../../lambdas/core/profile/profile.ts';
import { aTrack } from '../../../builders/event.ts';
import { aCart, anIdentity, NOON } from '../../../builders/profile.ts';

const id = anIdentity();
const change = (event: string, at: number, properties: { [name: string]: Json } = {}) =>
  aTrack(event, {
    at: NOON + at,
    messageId: `m-${at}`,
    source: 'web',
    properties: { product_id: 'p', price: 2, ...properties },
  });
const add = (at: number, properties = {}) => change('Product Added', at, properties);
const remove = (at: number, properties = {}) => change('Product Removed', at, properties);
const after = (...events: readonly ReturnType<typeof add>[]): Cart =>
  events.reduce((cart, event) => changeCart(cart, event, id, NOON - 1_000), emptyCart);

describe('a cart', () => {
  it('opens with the first thing put in, under a key that profile and event alone decide', () => {
    expect(after(add(5))).toMatchObject({ key: digest('cart', id, 'web:m-5'), openedAt: NOON + 5, emptiedAt: 0 });
    expect(cartChangedAt(after(add(5), add(9)))).toBe(NOON + 9);
    expect(cartChangedAt(emptyCart)).toBeUndefined();
  });

  it('shows what the newest event said of a product, and how many of it there are', () => {
    const cart = after(
      add(1, { quantity: 2, name: 'old' }),
      add(2, { name: 'new', price: 3, url: 'u', image_url: 'i' }),
    );
    expect(cartLines(cart)).toEqual([
      { productId: 'p', quantity: 3, price: 30_000, name: 'new', url: 'u', imageUrl: 'i' },
    ]);
    expect(cartCount(cart)).toBe(3);
    expect(cartTotal(cart)).toBe(90_000);
  });

  it('loses a line whose quantity is taken out, or of which no quantity is said', () => {
    expect(cartLines(after(add(1, { quantity: 2 }), remove(2, { quantity: 1 })))).toMatchObject([
      { quantity: 1, price: 20_000 },
    ]);
    expect(cartLines(after(add(1, { quantity: 2 }), remove(2, { quantity: 2 })))).toEqual([]);
    expect(cartLines(after(add(1, { quantity: 2 }), remove(2)))).toEqual([]);
  });

  it('that is emptied by hand is closed, and the next thing opens another', () => {
    const emptied = after(add(1), remove(2));
    expect(emptied).toEqual({ operations: emptied.operations, emptiedAt: 0 });
    expect(after(add(1), remove(2), add(3)).key).toBe(digest('cart', id, 'web:m-3'));
  });

  it('that opens anew forgets operations before the lateness bound, not at it', () => {
    const emptied = after(add(-1_001), remove(-1_000));
    const opened = changeCart(emptied, add(5), id, NOON - 1_000);
    expect(opened.operations.map(({ at }) => at - NOON)).toEqual([-1_000, 5]);
  });

  it('is not touched by an event about no product, or up to the last order', () => {
    expect(after(aTrack('Product Added', { at: NOON }))).toBe(emptyCart);
    const ordered = emptyCartAt(after(add(1), add(2, { product_id: 'q' })), NOON + 1);
    expect(cartLines(ordered).map(({ productId }) => productId)).toEqual(['q']);
    expect(changeCart(ordered, add(1), id, 0)).toBe(ordered);
    expect(cartCount(changeCart(ordered, add(2, { product_id: 'r' }), id, 0))).toBe(2);
  });

  it('whose price nobody said counts, at nothing', () => {
    const cart = after(add(1, { price: null }));
    expect(cartLines(cart)[0]?.price).toBeUndefined();
    expect([cartCount(cart), cartTotal(cart)]).toEqual([1, 0]);
  });

  it('remembers 40 operations as they were; of more the older become what they left', () => {
    const forty = after(...Array.from({ length: 40 }, (_, n) => add(n + 1)));
    expect(forty.operations.map(({ at }) => at - NOON)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    const more = changeCart(forty, add(41), id, 0);
    expect(more.operations).toHaveLength(21);
    expect(more.operations[0]).toMatchObject({ kind: 'add', quantity: 21, at: NOON + 21 });
    expect(cartCount(more)).toBe(41);
  });
});

describe('two carts of one person', () => {
  const cart = (key: string, at: number, productId: string, emptiedAt = 0): Cart => ({
    ...aCart([{ productId }], { key, at: NOON + at }),
    emptiedAt,
  });

  it('become one under the older key, whichever is asked first', () => {
    for (const merged of [
      mergeCarts(cart('a', 1, 'p'), cart('b', 2, 'q')),
      mergeCarts(cart('b', 2, 'q'), cart('a', 1, 'p')),
    ])
      expect(merged).toMatchObject({ key: 'a', openedAt: NOON + 1, emptiedAt: 0 });
  });

  it('take the key of the one that is open', () => {
    expect(mergeCarts({ operations: [], emptiedAt: 0 }, cart('b', 2, 'q'))).toMatchObject({
      key: 'b',
      openedAt: NOON + 2,
    });
    expect(mergeCarts(cart('b', 2, 'q'), { operations: [], emptiedAt: 0 })).toMatchObject({ key: 'b' });
    expect(mergeCarts(emptyCart, emptyCart)).toEqual({ operations: [], emptiedAt: 0 });
  });

  it('are both spent by the later order of either, up to its time', () => {
    const merged = mergeCarts(cart('a', 1, 'p'), cart('b', 2, 'q', NOON + 1));
    expect(cartLines(merged).map(({ productId }) => productId)).toEqual(['q']);
    expect(merged.emptiedAt).toBe(NOON + 1);
    expect(mergeCarts(cart('a', 1, 'p'), { operations: [], emptiedAt: NOON + 1 })).toEqual({
      ...{ operations: [], emptiedAt: NOON + 1 },
    });
  });
});

describe('a product’s id', () => {
  it.each<[{ [name: string]: Json }, string | undefined]>([
    [{ product_id: 'p', sku: 's' }, 'p'],
    [{ product_id: 7 }, '7'],
    [{ sku: 's' }, 's'],
    [{ sku: 8 }, '8'],
    [{ product_id: '' }, undefined],
    [{ product_id: true }, undefined],
    [{}, undefined],
    [{ product_id: 'x'.repeat(101) }, 'x'.repeat(100)],
  ])('of %j is %j', (properties, expected) => expect(productIdOf(properties)).toBe(expected));
});
