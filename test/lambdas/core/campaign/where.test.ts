import { describe, expect, it } from 'vitest';
import type { PropertyTest } from '../../../../lambdas/core/campaign/campaign.ts';
import { passes } from '../../../../lambdas/core/campaign/where.ts';

const order = { total: 50, currency: 'GBP', coupon: null, gift: false };

describe('an event passes', () => {
  it.each<[string, PropertyTest, boolean]>([
    ['the same value', { property: 'currency', equals: 'GBP' }, true],
    ['another value', { property: 'currency', equals: 'EUR' }, false],
    ['another case', { property: 'currency', equals: 'gbp' }, false],
    ['false, which is a value', { property: 'gift', equals: false }, true],
    ['nothing, where nothing was asked for', { property: 'coupon', equals: null }, true],
    ['nothing, where the property is missing', { property: 'shipping', equals: null }, true],
    ['enough', { property: 'total', atLeast: 50 }, true],
    ['too little', { property: 'total', atLeast: 50.01 }, false],
    ['little enough', { property: 'total', atMost: 50 }, true],
    ['too much', { property: 'total', atMost: 49.99 }, false],
    ['between', { property: 'total', atLeast: 10, atMost: 60 }, true],
    ['an amount that is a text', { property: 'currency', atLeast: 0 }, false],
    ['an amount that is missing', { property: 'tax', atMost: 10 }, false],
    ['what is there', { property: 'total', exists: true }, true],
    ['false, which is there', { property: 'gift', exists: true }, true],
    ['null, which is not', { property: 'coupon', exists: true }, false],
    ['what is not there', { property: 'coupon', exists: false }, true],
    ['a name of every object', { property: 'constructor', exists: true }, false],
  ])('%s', (_case, test, expected) => {
    expect(passes([test], order)).toBe(expected);
  });

  it('every test, or none at all', () => {
    expect(passes(undefined, order)).toBe(true);
    expect(
      passes(
        [
          { property: 'total', atLeast: 10 },
          { property: 'gift', equals: true },
        ],
        order,
      ),
    ).toBe(false);
  });
});
