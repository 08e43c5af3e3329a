import type { Instant } from '../event/event.ts';

export const DAY_MS = 86_400_000;

/** Days since 1970-01-01, in UTC. */
export const utcDayOf = (at: Instant): number => Math.floor(at / DAY_MS);

/** The first instant of a UTC day. */
export const startOfUtcDay = (day: number): Instant => day * DAY_MS;

/** The UTC day of an instant up to the year 9999, YYYY-MM-DD: as text, days sort like time. */
export const utcDate = (at: Instant): string => new Date(at).toISOString().slice(0, 10);
