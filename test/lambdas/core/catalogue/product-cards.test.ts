import { describe, expect, it } from 'vitest';
import { learnCards } from '../../../../lambdas/core/catalogue/product-cards.ts';
import { aTrack } from '../../../builders/event.ts';

const seen = (at: number, properties: Record<string, string | number>) => aTrack('Product Viewed', { at, properties });
const products = (...events: Parameters<typeof learnCards>[0]) => learnCards(events).map(({ product }) => product);

describe('a product that no feed names', () => {
  it('is known from what events say of it, newest first heard or not', () => {
    const older = seen(1, { product_id: 'mug', name: 'Mug', price: 9 });
    const newer = seen(2, {
      product_id: 'mug',
      name: 'Mug',
      price: 12.5,
      url: 'https://s.example/mug',
      image_url: 'https://s.example/mug.png',
      category: 'Kitchen',
    });
    const expected = [
      {
        id: 'mug',
        name: 'Mug',
        price: 125_000,
        url: 'https://s.example/mug',
        imageUrl: 'https://s.example/mug.png',
        category: 'Kitchen',
        origin: 'events',
      },
    ];
    expect(products(older, newer)).toEqual(expected);
    expect(products(newer, older)).toEqual(expected);
  });

  it('is learned from the lines of an order too', () => {
    const order = aTrack('Order Completed', {
      properties: { order_id: '1', products: [{ product_id: 'a', name: 'A' }, { product_id: 'b' }, 'junk'] },
    });
    expect(products(order)).toEqual([{ id: 'a', name: 'A', origin: 'events' }]);
  });

  it.each([
    ['without a name', seen(1, { product_id: 'mug' })],
    ['without an id', seen(1, { name: 'Mug' })],
    ['in an event that shows no product', aTrack('Cart Viewed', { properties: { product_id: 'mug', name: 'Mug' } })],
  ])('is not learned %s', (_, event) => {
    expect(products(event)).toEqual([]);
  });

  it('has no price rather than an absurd one', () => {
    expect(products(seen(1, { product_id: 'mug', name: 'Mug', price: -5 }))).toEqual([
      { id: 'mug', name: 'Mug', origin: 'events' },
    ]);
  });
});
