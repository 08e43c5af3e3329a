import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lambdas/core/event/event.ts';
import { type Upcast, upcastProperties } from '../../../lambdas/decode/upcast.ts';

const step: Upcast = { rename: {}, remove: [], set: {} };

describe('properties of an older version become those of the next', () => {
  it.each<[string, JsonObject, Upcast[], JsonObject]>([
    ['a renamed one moves', { orderId: 'o-1' }, [{ ...step, rename: { orderId: 'order_id' } }], { order_id: 'o-1' }],
    ['a removed one leaves', { note: 'x', total: 1 }, [{ ...step, remove: ['note'] }], { total: 1 }],
    ['a missing one is set', {}, [{ ...step, set: { currency: 'EUR' } }], { currency: 'EUR' }],
    ['one that is there stays', { currency: 'GBP' }, [{ ...step, set: { currency: 'EUR' } }], { currency: 'GBP' }],
    ['what nobody named is kept', { shelf: 'B' }, [step], { shelf: 'B' }],
    [
      'steps follow each other',
      { a: 1 },
      [
        { ...step, rename: { a: 'b' } },
        { ...step, rename: { b: 'c' } },
      ],
      { c: 1 },
    ],
    ['inherited names rename nothing', { constructor: 1 }, [step], { constructor: 1 }],
  ])('%s', (_, properties, steps, expected) => expect(upcastProperties(properties, steps)).toEqual(expected));
});
