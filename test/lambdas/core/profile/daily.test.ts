import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNTED_DAYS, countSince, type Daily, dailyOf, mergeDaily } from '../../../../lambdas/core/profile/daily.ts';
import { DAY_MS } from '../../../../lambdas/core/time/utc-day.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const fold = (times: readonly number[]): Daily =>
  times.reduce<Daily>((daily, at) => mergeDaily(daily, dailyOf('Seen', at)), {});

describe('events by day', () => {
  it('are counted on their own, in UTC', () => {
    const daily = fold([NOON, NOON + 12 * 3_600_000 - 1, NOON + 12 * 3_600_000]);
    expect(Object.values(daily.Seen ?? {})).toEqual([2, 1]);
    expect(countSince(daily.Seen, NOON)).toBe(3);
    expect(countSince(daily.Seen, NOON + DAY_MS)).toBe(1);
    expect(countSince(undefined, NOON)).toBe(0);
  });

  it('reach back as far as any window, seen from a clock that is ahead', () => {
    const daily = fold(Array.from({ length: 60 }, (_, n) => NOON + DAY_MS - n * DAY_MS));
    expect(countSince(daily.Seen, NOON - (COUNTED_DAYS - 1) * DAY_MS)).toBe(COUNTED_DAYS + 1);
    expect(Object.keys(daily.Seen ?? {})).toHaveLength(COUNTED_DAYS + 1);
  });

  const times = fc.array(
    fc.integer({ min: 0, max: 90 }).map((days) => NOON - days * DAY_MS),
    { maxLength: 30 },
  );
  it('come out the same in any order and in any two halves', () => {
    fc.assert(
      fc.property(
        times.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.nat(30)),
        ),
        ([all, shuffled, cut]) => {
          expect(fold(shuffled)).toEqual(fold(all));
          expect(mergeDaily(fold(shuffled.slice(0, cut)), fold(shuffled.slice(cut)))).toEqual(fold(all));
        },
      ),
    );
  });
});
