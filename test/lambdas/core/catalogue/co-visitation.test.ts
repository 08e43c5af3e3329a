import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countHour } from '../../../../lambdas/core/catalogue/co-visitation.ts';
import type { TrackEvent } from '../../../../lambdas/core/event/event.ts';
import { aTrack } from '../../../builders/event.ts';

const viewed = (userId: string, product_id: string, more: Partial<TrackEvent> = {}) =>
  aTrack('Product Viewed', { userId, properties: { product_id }, ...more });
const ordered = (order_id: string, ...ids: string[]) =>
  aTrack('Order Completed', { properties: { order_id, products: ids.map((product_id) => ({ product_id })) } });

describe('what an hour says of products', () => {
  it.each([
    ['two looked at by one person', [viewed('a', 'mug'), viewed('a', 'lamp')], { viewed: [['lamp', 'mug', 1]] }],
    ['one looked at twice is no pair', [viewed('a', 'mug'), viewed('a', 'mug')], { viewed: [] }],
    ['two people each looked at one', [viewed('a', 'mug'), viewed('b', 'lamp')], { viewed: [] }],
    [
      'two people looked at both, strongest first',
      [viewed('a', 'mug'), viewed('a', 'lamp'), viewed('a', 'bowl'), viewed('b', 'lamp'), viewed('b', 'mug')],
      {
        viewed: [
          ['lamp', 'mug', 2],
          ['bowl', 'lamp', 1],
          ['bowl', 'mug', 1],
        ],
      },
    ],
    [
      'an order',
      [ordered('1', 'mug', 'bowl')],
      {
        bought: [['bowl', 'mug', 1]],
        sold: [
          ['bowl', 1],
          ['mug', 1],
        ],
      },
    ],
    [
      'an order that browser and back end report',
      [ordered('1', 'mug', 'bowl'), ordered('1', 'mug', 'bowl')],
      { bought: [['bowl', 'mug', 1]] },
    ],
    ['two orders of the same', [ordered('1', 'mug'), ordered('2', 'mug')], { bought: [], sold: [['mug', 2]] }],
    [
      'nothing of use',
      [aTrack('Product Viewed'), aTrack('Order Completed', { properties: { products: 'none' } })],
      { viewed: [], bought: [], sold: [] },
    ],
  ])('%s', (_, events, expected) => {
    expect(countHour(events)).toMatchObject(expected);
  });

  it('stays small when a robot looks at everything', () => {
    const robot = Array.from({ length: 1_000 }, (_, n) => viewed('robot', `p-${n}`));
    expect(countHour(robot).viewed).toHaveLength((30 * 29) / 2);
  });

  it('is the same for any order of arrival, and however often an event comes', () => {
    const events = Array.from({ length: 60 }, (_, n) =>
      n % 7 === 0 ? ordered(`o-${n % 3}`, `p-${n % 5}`, `p-${n % 4}`) : viewed(`u-${n % 3}`, `p-${n % 9}`, { at: n }),
    );
    const expected = countHour(events);
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: 60 }), fc.subarray(events), (shuffled, again) => {
        expect(countHour([...shuffled, ...again])).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});
