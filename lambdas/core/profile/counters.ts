import { SPEC_EVENTS } from '../event/spec-events.ts';
import { own } from '../own.ts';
import { firstByName } from './bounded.ts';
import type { Counter, Profile } from './profile.ts';

const COUNTERS_KEPT = 100;

type Counters = Profile['counters'];

/** Sums counts and widens spans: the same under any order of arrival. The spec's own events are never crowded out. */
export const mergeCounters = (counters: Counters, news: Counters): Counters => {
  const merged = { ...counters };
  for (const [name, counter] of Object.entries(news)) {
    const known = own(merged, name);
    merged[name] = known === undefined ? counter : addCounters(known, counter);
  }
  return firstByName(merged, COUNTERS_KEPT, (name) => SPEC_EVENTS.has(name));
};

const addCounters = (a: Counter, b: Counter): Counter => ({
  count: a.count + b.count,
  firstAt: Math.min(a.firstAt, b.firstAt),
  lastAt: Math.max(a.lastAt, b.lastAt),
});
