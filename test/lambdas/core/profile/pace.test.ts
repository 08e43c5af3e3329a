import { describe, expect, it } from 'vitest';
import {
  type HotKeyLimits,
  isQuarantined,
  keepPace,
  mostOfABatch,
  type Pace,
} from '../../../../lambdas/core/profile/pace.ts';
import { NOON } from '../../../builders/profile.ts';

const MINUTE = 60_000;
const limits: HotKeyLimits = {
  ...{ eventsAWindow: 3, windowMs: 5 * MINUTE, quarantineMs: 30 * MINUTE, shareOfABatch: 0.5, eventsABatch: 10 },
};
const after = (...minutes: readonly number[]): Pace | undefined =>
  minutes.reduce<Pace | undefined>((pace, minute) => keepPace(pace, NOON + minute * MINUTE, limits), undefined);
const isHeld = (pace: Pace | undefined, minute: number): boolean => isQuarantined(pace, NOON + minute * MINUTE);

describe('the pace of a key', () => {
  it.each<[string, readonly number[], boolean]>([
    ['as many as a window allows', [0, 1, 2], false],
    ['one more', [0, 1, 2, 4], true],
    ['one more, when the window is over', [0, 1, 2, 5], false],
    ['one more, that arrived before the others', [0, 1, 2, -1], true],
    ['as many again in each window', [0, 1, 2, 5, 6, 7, 10, 11, 12], false],
    ['more than one window allows, in the second', [0, 5, 6, 7, 8], true],
  ])('%s', (_what, minutes, held) => expect(isHeld(after(...minutes), minutes.at(-1) ?? 0)).toBe(held));

  it('is released by itself, and begins anew', () => {
    const hot = after(0, 1, 2, 3);
    expect([3, 32.9, 33].map((minute) => isHeld(hot, minute))).toEqual([true, true, false]);
    const calm = keepPace(hot, NOON + 33 * MINUTE, limits);
    expect(calm).toEqual({ from: NOON + 33 * MINUTE, events: 1 });
    const hotAgain = [34, 35, 36].reduce((pace, minute) => keepPace(pace, NOON + minute * MINUTE, limits), calm);
    expect(isHeld(hotAgain, 36)).toBe(true);
  });

  it('is not held for longer by what still comes while it is', () => {
    const hot = after(0, 1, 2, 3);
    const more = [4, 4, 4, 4, 4].reduce((pace, minute) => keepPace(pace, NOON + minute * MINUTE, limits), hot);
    expect([isHeld(more, 32.9), isHeld(more, 33)]).toEqual([true, false]);
  });
});

describe('what is folded of one key in a batch', () => {
  it.each([
    [4, 10],
    [20, 10],
    [500, 250],
    [501, 250],
  ])('of %i events is %i', (events, most) => expect(mostOfABatch(events, limits)).toBe(most));
});
