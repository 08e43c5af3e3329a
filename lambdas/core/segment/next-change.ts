import type { Instant } from '../event/event.ts';
import { own } from '../own.ts';
import type { Profile } from '../profile/profile.ts';
import { startOfUtcDay } from '../time/utc-day.ts';
import { holds, isCounted } from './holds.ts';
import { type Leaf, leavesOf } from './leaves.ts';
import type { Predicate } from './predicate.ts';

/** The end of the year 9999: what lies beyond it never comes. */
const LATEST: Instant = 253_402_300_799_999;

/** Segments know no local time: whose would it be? */
const ZONE = 'UTC';

/**
 * The first instant after `now` at which the condition's answer is another by time alone, if nothing happens until
 * then; undefined where none is. For conditions without local times and journeys. `timed` are the condition's own.
 */
export const nextChange = (
  predicate: Predicate,
  profile: Profile,
  now: Instant,
  timed = timedLeavesOf(predicate),
): Instant | undefined => {
  const instants = timed.flatMap((leaf) => turningPoints(leaf, profile)).filter((at) => at > now && at <= LATEST);
  if (instants.length === 0) return undefined;
  const answer = holds(predicate, profile, { now, zone: ZONE });
  return instants.sort((a, b) => a - b).find((at) => holds(predicate, profile, { now: at, zone: ZONE }) !== answer);
};

/** When a part's answer can turn: what falls out of its window is outside from then on. */
const turningPoints = (leaf: Leaf, profile: Profile): readonly Instant[] => {
  if ('seen' in leaf) return [profile.lastSeenAt + leaf.seen.withinMs + 1];
  if (!('did' in leaf) || leaf.withinMs === undefined) return [];
  const { did, withinMs } = leaf;
  if (isCounted(leaf))
    return Object.keys(own(profile.daily ?? {}, did) ?? {}).map((day) => startOfUtcDay(Number(day)) + withinMs);
  const counter = own(profile.counters, did);
  return counter === undefined ? [] : [counter.lastAt + withinMs + 1];
};

/** The parts of a condition that time has anything to do with. */
export const timedLeavesOf = (predicate: Predicate): readonly Leaf[] =>
  leavesOf(predicate).filter((leaf) => 'seen' in leaf || ('did' in leaf && leaf.withinMs !== undefined));
