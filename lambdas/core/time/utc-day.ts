import type { Instant } from '../event/event.ts';

export const DAY_MS = 86_400_000;

/** Days since 1970-01-01, in UTC. */
export const utcDayOf = (at: Instant): number => Math.floor(at / DAY_MS);

/** The first instant of a UTC day. */
export const startOfUtcDay = (day: number): Instant => day * DAY_MS;
