import { describe, expect, it } from 'vitest';
import { entryKeyOf } from '../../../../lambdas/core/campaign/entry-key.ts';
import type { Profile } from '../../../../lambdas/core/profile/profile.ts';
import { evaluateSegments, type ProfileWrite } from '../../../../lambdas/core/segment/evaluate-segments.ts';
import { nothingWatched } from '../../../../lambdas/core/segment/watch.ts';
import { anIdentity, aProfile, NOON } from '../../../builders/profile.ts';
import { aSegment, aWatch, browsing, lapsed, spender } from '../../../builders/segment.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const watch = aWatch([lapsed, spender]);
const orderedAt = (at: number, given: Partial<Omit<Profile, 'traits' | 'counters'>> = {}): Profile =>
  aProfile({
    did: { 'Order Completed': at },
    purchases: { orders: 1, revenue: 200_000, cancelled: 0, cancelledValue: 0 },
    lastSeenAt: at,
    ...given,
  });
const write = (given: Partial<ProfileWrite> & Pick<ProfileWrite, 'after'>): ProfileWrite => ({
  before: [],
  version: 7,
  now: NOON,
  silent: false,
  ...given,
});
/** As the last evaluation left it. */
const asOf = (now: number, after: Profile, of = watch): Profile =>
  evaluateSegments(of, write({ before: [after], after, now })).profile;
const told = (given: Parameters<typeof write>[0], of = watch): readonly string[] =>
  evaluateSegments(of, write(given)).applied.map(({ name, properties }) => `${name}: ${properties.segment}`);

describe('a write of a profile', () => {
  const rich = { purchases: { orders: 4, revenue: 2_000_000, cancelled: 0, cancelledValue: 0 } };
  const before = asOf(NOON, orderedAt(NOON));

  it('tells of whom it puts into a segment, once, and remembers since when', () => {
    const after = { ...before, ...rich };
    const { applied, profile } = evaluateSegments(watch, write({ before: [before], after }));
    expect(applied).toEqual([
      {
        name: 'Segment Entered',
        source: 'kairos',
        messageId: `segment:spender:${anIdentity()}:7`,
        at: NOON,
        receivedAt: NOON,
        properties: { segment: 'spender' },
        cartKey: undefined,
      },
    ]);
    expect(profile.segments).toEqual({ spender: { since: NOON } });
    const again = evaluateSegments(watch, write({ before: [profile], after: profile, now: NOON + 1, version: 8 }));
    expect(again.applied).toEqual([]);
    expect(again.profile.segments).toEqual({ spender: { since: NOON } });
  });

  it('tells of whom it takes out', () => {
    const inside = asOf(NOON, { ...before, ...rich });
    expect(told({ before: [inside], after: { ...inside, purchases: before.purchases } })).toEqual([
      'Segment Left: spender',
    ]);
  });

  it('tells of nothing that no campaign begins with', () => {
    const of = aWatch([], [spender]);
    const known = asOf(NOON, orderedAt(NOON), of);
    const { applied, profile } = evaluateSegments(of, write({ before: [known], after: { ...known, ...rich } }));
    expect(applied).toEqual([]);
    expect(profile.segments).toEqual({ spender: { since: NOON } });
  });

  it('counts whoever is new as in nothing before', () => {
    expect(told({ after: { ...orderedAt(NOON), ...rich } })).toEqual(['Segment Entered: spender']);
  });

  it('is dated no earlier than what caused it, though that clock be ahead', () => {
    const { applied } = evaluateSegments(
      watch,
      write({ before: [before], after: { ...before, ...rich, lastSeenAt: NOON + 9 } }),
    );
    expect(applied[0]).toMatchObject({ at: NOON + 9, receivedAt: NOON });
  });

  it('is an entry of its own for each person and write', () => {
    const keyFor = (value: string, version: number) => {
      const after = { ...orderedAt(NOON), ...rich, id: anIdentity(value) };
      const [applied] = evaluateSegments(watch, write({ after, version })).applied;
      return applied && entryKeyOf('event', { applied, profileId: after.id, zone: 'UTC' });
    };
    expect(new Set([keyFor('ada', 7), keyFor('bob', 7), keyFor('ada', 8)]).size).toBe(3);
    expect(keyFor('ada', 7)).toBe(keyFor('ada', 7));
  });
});

describe('a segment that is deployed', () => {
  const known = asOf(NOON - 5 * DAY_MS, orderedAt(NOON - 5 * DAY_MS), aWatch([spender]));

  it('moves nobody who is in it already', () => {
    const { applied, profile } = evaluateSegments(watch, write({ before: [known], after: known }));
    expect(applied).toEqual([]);
    expect(profile.segments).toEqual({ lapsed: { since: NOON } });
  });

  it('lets in whom this very write makes one of its own', () => {
    const after = { ...known, purchases: { ...known.purchases, orders: 1 } };
    const never = { ...known, purchases: { ...known.purchases, orders: 0 } };
    expect(told({ before: [never], after })).toEqual(['Segment Entered: lapsed']);
  });

  it('in another version is another segment; whoever stays in it is in it as long as before', () => {
    const inside = asOf(NOON - DAY_MS, known);
    expect(inside.segments).toEqual({ lapsed: { since: NOON - DAY_MS } });
    const of = aWatch([aSegment('lapsed', { orders: 'count', atLeast: 1 }, 'other-version'), spender]);
    const { applied, profile } = evaluateSegments(of, write({ before: [inside], after: inside }));
    expect(applied).toEqual([]);
    expect(profile.segments).toEqual({ lapsed: { since: NOON - DAY_MS } });
  });

  it('and withdrawn leaves nothing behind, and tells nobody', () => {
    const inside = asOf(NOON, known);
    const { applied, profile, wakeDay } = evaluateSegments(nothingWatched, write({ before: [inside], after: inside }));
    expect(applied).toEqual([]);
    expect(JSON.parse(JSON.stringify(profile))).not.toHaveProperty('segments');
    expect(JSON.parse(JSON.stringify(profile))).not.toHaveProperty('segmentsAsked');
    expect(wakeDay).toBeUndefined();
  });
});

describe('the time that passes', () => {
  const before = asOf(NOON, orderedAt(NOON));

  it('is waited for until the day on which it changes something', () => {
    expect(evaluateSegments(watch, write({ before: [before], after: before })).wakeDay).toBe('2026-01-15');
    const inside = asOf(NOON + 3 * DAY_MS, before);
    expect(
      evaluateSegments(watch, write({ before: [inside], after: inside, now: NOON + 3 * DAY_MS })).wakeDay,
    ).toBeUndefined();
  });

  it('lets people in when it has come, and not before', () => {
    expect(told({ before: [before], after: before, now: NOON + 2 * DAY_MS })).toEqual([]);
    expect(told({ before: [before], after: before, now: NOON + 2 * DAY_MS + 1 })).toEqual(['Segment Entered: lapsed']);
  });

  it('is found by the next write too, and undone by it', () => {
    const now = NOON + 3 * DAY_MS;
    expect(told({ before: [before], after: { ...before, lastSeenAt: now }, now })).toEqual(['Segment Entered: lapsed']);
    const orders = orderedAt(now, { segmentsAsked: before.segmentsAsked });
    expect(told({ before: [before], after: orders, now })).toEqual([]);
  });
});

describe('an import', () => {
  const now = NOON + 3 * DAY_MS;
  const before = asOf(NOON, orderedAt(NOON));
  const rich = { purchases: { orders: 4, revenue: 2_000_000, cancelled: 0, cancelledValue: 0 } };

  it('moves people and tells of none', () => {
    const write_ = write({ before: [before], after: { ...before, ...rich }, silent: true });
    expect(evaluateSegments(watch, write_).applied).toEqual([]);
    expect(evaluateSegments(watch, write_).profile.segments).toEqual({ spender: { since: NOON } });
    expect(told({ after: { ...orderedAt(NOON - 9 * DAY_MS), ...rich }, silent: true })).toEqual([]);
  });

  it('tells of what time had done before it came', () => {
    expect(told({ before: [before], after: { ...before, ...rich }, now, silent: true })).toEqual([
      'Segment Entered: lapsed',
    ]);
  });

  it('hides no later move', () => {
    const silently = evaluateSegments(
      watch,
      write({ before: [before], after: { ...before, ...rich }, silent: true }),
    ).profile;
    expect(told({ before: [silently], after: { ...silently, purchases: before.purchases } })).toEqual([
      'Segment Left: spender',
    ]);
  });
});

describe('a merge', () => {
  const inside = asOf(NOON, { ...orderedAt(NOON - 9 * DAY_MS), id: anIdentity('bob') });
  const outside = asOf(NOON, aProfile());

  it('enters nothing that either of the two was in', () => {
    const after = { ...inside, id: outside.id };
    const { applied, profile } = evaluateSegments(watch, write({ before: [outside, inside], after, now: NOON + 1 }));
    expect(applied).toEqual([]);
    expect(profile.segments).toEqual({ lapsed: { since: NOON } });
  });

  it('leaves what the two together are not in', () => {
    expect(told({ before: [outside, inside], after: orderedAt(NOON) })).toEqual(['Segment Left: lapsed']);
  });

  it('enters what only the two together are in', () => {
    const half = asOf(
      NOON,
      aProfile({
        purchases: { orders: 2, revenue: 600_000, cancelled: 0, cancelledValue: 0 },
        did: { 'Order Completed': NOON },
      }),
    );
    const whole = { ...half, purchases: { ...half.purchases, revenue: 1_200_000 } };
    expect(told({ before: [half, { ...half, id: anIdentity('bob') }], after: whole })).toEqual([
      'Segment Entered: spender',
    ]);
  });
});

describe('days that are counted', () => {
  it('are carried on only for what some condition counts', () => {
    const after = aProfile({ daily: { 'Product Viewed': { 20466: 2 }, Other: { 20466: 1 } } });
    expect(evaluateSegments(aWatch([browsing]), write({ after })).profile.daily).toEqual({
      'Product Viewed': { 20466: 2 },
    });
    expect(evaluateSegments(watch, write({ after })).profile.daily).toBeUndefined();
  });
});
