import { describe, expect, it } from 'vitest';
import type { HourCounts } from '../../../../lambdas/core/catalogue/co-visitation.ts';
import { mergeHours } from '../../../../lambdas/core/catalogue/merge-hours.ts';

const anHour = (hour: Partial<HourCounts>): HourCounts => ({ viewed: [], bought: [], sold: [], ...hour });

describe('what hours teach together', () => {
  it('adds them up, whichever comes first', async () => {
    const hours = [
      anHour({
        viewed: [
          ['bowl', 'mug', 1],
          ['lamp', 'mug', 2],
        ],
        sold: [['mug', 1]],
      }),
      anHour({ viewed: [['bowl', 'mug', 3]], bought: [['bowl', 'lamp', 1]], sold: [['lamp', 2]] }),
    ];
    const learned = await mergeHours(hours);
    expect(learned.neighbours.get('mug')).toEqual({ boughtTogether: [], viewedTogether: ['bowl', 'lamp'] });
    expect(learned.neighbours.get('lamp')).toEqual({ boughtTogether: ['bowl'], viewedTogether: ['mug'] });
    expect(learned.bestsellers).toEqual(['lamp', 'mug']);
    expect(await mergeHours(hours.reverse())).toEqual(learned);
  });

  it('puts what belongs to a product before what everybody looks at', async () => {
    const everywhere = Array.from({ length: 40 }, (_, n) => ['bestseller', `z-${n}`, 5] as const);
    const { neighbours } = await mergeHours([
      anHour({ viewed: [...everywhere, ['bestseller', 'teapot', 5], ['teapot', 'tray', 4]] }),
    ]);
    expect(neighbours.get('teapot')?.viewedTogether).toEqual(['tray', 'bestseller']);
  });

  it('keeps twenty neighbours, equal ones by id', async () => {
    const pairs = Array.from({ length: 30 }, (_, n) => ['a', `p-${String(n).padStart(2, '0')}`, 1] as const);
    const list = (await mergeHours([anHour({ viewed: pairs })])).neighbours.get('a')?.viewedTogether;
    expect(list).toHaveLength(20);
    expect(list?.[0]).toBe('p-00');
    expect(list?.[19]).toBe('p-19');
  });
});
