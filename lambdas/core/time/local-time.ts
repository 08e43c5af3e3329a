import type { Instant } from '../event/event.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Building a formatter costs a thousand times what using it does; there are about 600 zones. */
const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

const formatterOf = (zone: string): Intl.DateTimeFormat | undefined => {
  if (formatters.has(zone)) return formatters.get(zone);
  let formatter: Intl.DateTimeFormat | undefined;
  try {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    formatter = undefined;
  }
  // What producers call a zone is foreign text: a flood of invented names must not fill the memory.
  if (formatters.size < 2_000) formatters.set(zone, formatter);
  return formatter;
};

/** Is this the name of a time zone that the runtime knows (IANA)? */
export const isZone = (zone: string): boolean => formatterOf(zone) !== undefined;

/** What the clock on the wall says, as if it were UTC; undefined for an unknown zone or an instant beyond dates. */
const wallClock = (at: Instant, zone: string): number | undefined => {
  const formatter = formatterOf(zone);
  if (formatter === undefined || !Number.isFinite(at) || Math.abs(at) > 8.64e15) return undefined;
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatter.formatToParts(at)) part[type] = value;
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(part[type]);
  return Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  );
};

/** Local time minus UTC, in ms. Undefined for an unknown zone. */
export const offsetMs = (at: Instant, zone: string): number | undefined => {
  const wall = wallClock(at, zone);
  return wall === undefined ? undefined : wall - Math.floor(at / 1_000) * 1_000;
};

/** The calendar day on the wall, YYYY-MM-DD. Undefined for an unknown zone. */
export const localDay = (at: Instant, zone: string): string | undefined => {
  const wall = wallClock(at, zone);
  return wall === undefined ? undefined : new Date(wall).toISOString().slice(0, 10);
};

/** Minutes since local midnight, by the clock on the wall. Undefined for an unknown zone. */
export const localMinute = (at: Instant, zone: string): number | undefined => {
  const wall = wallClock(at, zone);
  return wall === undefined ? undefined : Math.floor((((wall % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
};

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** The day of the week, by the calendar on the wall. Undefined for an unknown zone. */
export const localWeekday = (at: Instant, zone: string): (typeof WEEKDAYS)[number] | undefined => {
  const wall = wallClock(at, zone);
  return wall === undefined ? undefined : WEEKDAYS[new Date(wall).getUTCDay()];
};

/** Minutes since midnight of "HH:MM"; undefined for anything else. */
export const minuteOfDay = (time: string): number | undefined => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
};

/** The instant between `from` and `to` at which the offset changes. */
const transitionBetween = (from: Instant, to: Instant, zone: string): Instant => {
  const before = offsetMs(from, zone);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
};

/**
 * When the wall clock shows `wall` (written as if it were UTC): once on most days; twice, earliest first, where the
 * clock is put back; never where it is put forward over it: then the first instant after that gap.
 */
const instantsOf = (wall: number, zone: string): readonly Instant[] => {
  const offsets = [offsetMs(wall - DAY_MS, zone), offsetMs(wall + DAY_MS, zone)].filter((o) => o !== undefined);
  const candidates = [...new Set(offsets)].map((offset) => wall - offset).sort((a, b) => a - b);
  const shown = candidates.filter((at) => wallClock(at, zone) === wall);
  if (shown.length > 0) return shown;
  const [first, last] = [candidates[0], candidates.at(-1)];
  return first === undefined || last === undefined ? [] : [transitionBetween(first, last, zone)];
};

/**
 * When a clock in the zone shows "YYYY-MM-DD HH:MM": the first time of two; after the gap where it never does.
 * Undefined for an unknown zone or another text.
 */
export const instantOfWallTime = (time: string, zone: string): Instant | undefined => {
  const [, day, minutes = ''] = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})$/.exec(time) ?? [];
  const minute = minuteOfDay(minutes);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (minute === undefined || Number.isNaN(midnight) || !isZone(zone)) return undefined;
  return instantsOf(midnight + minute * MINUTE_MS, zone)[0];
};

const occurrencesAfter = (at: Instant, time: string, zone: string) => {
  const [wall, minute] = [wallClock(at, zone), minuteOfDay(time)];
  if (wall === undefined || minute === undefined) return [];
  const midnight = Math.floor(wall / DAY_MS) * DAY_MS;
  return [-1, 0, 1, 2].map((days) => instantsOf(midnight + days * DAY_MS + minute * MINUTE_MS, zone));
};

/**
 * The next instant, `after` itself included, at which a clock in the zone shows "HH:MM". A time that a day has twice
 * is its first; one that it lacks is the first instant after the gap. Undefined for an unknown zone or time.
 */
export const nextLocalTime = (after: Instant, time: string, zone: string): Instant | undefined =>
  occurrencesAfter(after, time, zone)
    .flatMap(([first]) => first ?? [])
    .find((at) => at >= after);

/** As `nextLocalTime`, but where a day has the time twice, either will do: for the end of something under way. */
export const nextShowing = (after: Instant, time: string, zone: string): Instant | undefined =>
  occurrencesAfter(after, time, zone)
    .flat()
    .find((at) => at >= after);
