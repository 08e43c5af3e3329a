import type { Instant } from '../event/event.ts';
import { own } from '../own.ts';
import { utcDayOf } from '../time/utc-day.ts';
import type { Profile } from './profile.ts';

/** The longest window that days are counted over. */
export const COUNTED_DAYS = 31;

/** One more, since a producer's clock may be a few minutes into tomorrow. */
const DAYS_KEPT = COUNTED_DAYS + 1;

export type Daily = NonNullable<Profile['daily']>;
type Days = Daily[string];

/** One event on its day. */
export const dailyOf = (name: string, at: Instant): Daily => ({ [name]: { [utcDayOf(at)]: 1 } });

/** Sums day by day, and keeps an event's latest days: the same under any order of arrival. */
export const mergeDaily = (daily: Daily = {}, news: Daily = {}): Daily => {
  const merged = { ...daily };
  for (const [name, days] of Object.entries(news)) merged[name] = latestDays(addDays(own(merged, name) ?? {}, days));
  return merged;
};

/** How often it happened from `from`'s day on. */
export const countSince = (days: Days | undefined, from: Instant): number => {
  const first = utcDayOf(from);
  return Object.entries(days ?? {}).reduce((sum, [day, count]) => (Number(day) >= first ? sum + count : sum), 0);
};

const addDays = (a: Days, b: Days): Days => {
  const sum = { ...a };
  for (const [day, count] of Object.entries(b)) sum[day] = (sum[day] ?? 0) + count;
  return sum;
};

/** Relative to the latest day of all: one that once fell out never comes back. */
const latestDays = (days: Days): Days => {
  const all = Object.keys(days).map(Number);
  if (all.length <= 1) return days;
  const oldest = Math.max(...all) - DAYS_KEPT;
  return Object.fromEntries(Object.entries(days).filter(([day]) => Number(day) > oldest));
};
