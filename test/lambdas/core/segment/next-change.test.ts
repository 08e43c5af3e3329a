import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../../lambdas/core/profile/profile.ts';
import { holds } from '../../../../lambdas/core/segment/holds.ts';
import { nextChange } from '../../../../lambdas/core/segment/next-change.ts';
import type { Predicate } from '../../../../lambdas/core/segment/predicate.ts';
import { aProfile, NOON } from '../../../builders/profile.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MIDNIGHT = NOON + 12 * HOUR_MS;
const today = Math.floor(NOON / DAY_MS);
const shopper = aProfile({
  did: { 'Order Completed': NOON - DAY_MS },
  daily: { 'Product Viewed': { [today - 2]: 3, [today]: 2 } },
  lastSeenAt: NOON - HOUR_MS,
});
const ordered: Predicate = { did: 'Order Completed', withinMs: 3 * DAY_MS };
const viewedOften = (atLeast: number): Predicate => ({ did: 'Product Viewed', atLeast, withinMs: 4 * DAY_MS });

describe('when time alone changes an answer', () => {
  it.each<[string, Predicate, number | undefined]>([
    ['what has no window never changes', { did: 'Order Completed' }, undefined],
    ['nor what was never done', { did: 'Nothing At All', withinMs: DAY_MS }, undefined],
    ['nor what is over', { did: 'Order Completed', withinMs: HOUR_MS }, undefined],
    ['a window ends a millisecond after it', ordered, NOON + 2 * DAY_MS + 1],
    ['for its opposite too', { not: ordered }, NOON + 2 * DAY_MS + 1],
    ['somebody was last seen', { seen: { withinMs: 2 * HOUR_MS } }, NOON + HOUR_MS + 1],
    ['a day leaves at midnight, UTC', viewedOften(4), MIDNIGHT + DAY_MS],
    ['a day that is not missed changes nothing', viewedOften(2), MIDNIGHT + 3 * DAY_MS],
    ['too few already', viewedOften(6), undefined],
    ['at most comes true by itself', { did: 'Product Viewed', atMost: 2, withinMs: 4 * DAY_MS }, MIDNIGHT + DAY_MS],
    ['the first of several', { any: [{ all: [] }, ordered] }, undefined],
    ['whichever decides', { all: [ordered, { seen: { withinMs: 2 * HOUR_MS } }] }, NOON + HOUR_MS + 1],
    ['inside another segment', { segment: 'lately', is: ordered }, NOON + 2 * DAY_MS + 1],
    ['beyond all dates', { did: 'Order Completed', withinMs: Number.MAX_SAFE_INTEGER }, undefined],
  ])('%s', (_case, predicate, expected) => {
    expect(nextChange(predicate, shopper, NOON)).toBe(expected);
  });

  const leaf = fc.oneof(
    fc.record({ did: fc.constantFrom('A', 'B'), withinMs: fc.integer({ min: 1, max: 9 }).map((n) => n * HOUR_MS * 7) }),
    fc.record({
      did: fc.constantFrom('A', 'B'),
      atLeast: fc.integer({ min: 2, max: 6 }),
      withinMs: fc.integer({ min: 1, max: 5 }).map((days) => days * DAY_MS),
    }),
    fc.record({ seen: fc.record({ withinMs: fc.integer({ min: 1, max: 99 }).map((n) => n * HOUR_MS) }) }),
  );
  const { predicate } = fc.letrec<{ predicate: Predicate }>((tie) => ({
    predicate: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.record({ not: tie('predicate') }),
      fc.record({ all: fc.array(tie('predicate'), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('predicate'), { maxLength: 3 }) }),
    ),
  }));
  const ago = fc.integer({ min: 0, max: 6 * 24 * 60 }).map((minutes) => NOON - minutes * 60_000);
  const days = fc.dictionary(fc.integer({ min: today - 6, max: today }).map(String), fc.integer({ min: 1, max: 4 }), {
    maxKeys: 4,
  });
  const profile = fc
    .record({ a: ago, b: ago, seen: ago, days })
    .map(
      ({ a, b, seen, days: ofA }): Profile => aProfile({ did: { A: a, B: b }, daily: { A: ofA }, lastSeenAt: seen }),
    );

  it('is the first moment at which it is another, whatever the condition', () => {
    fc.assert(
      fc.property(predicate, profile, (condition, of) => {
        const at = (now: number) => holds(condition, of, { now, zone: 'UTC' });
        const changesAt = nextChange(condition, of, NOON);
        const until = changesAt ?? NOON + 15 * DAY_MS;
        for (let now = NOON; now < until; now += HOUR_MS / 2) expect(at(now)).toBe(at(NOON));
        if (changesAt === undefined) return;
        expect(at(changesAt - 1)).toBe(at(NOON));
        expect(at(changesAt)).toBe(!at(NOON));
      }),
      { numRuns: 300 },
    );
  });
});
