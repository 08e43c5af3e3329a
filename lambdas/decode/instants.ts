import type { Instant } from '../core/event/event.ts';

const ISO_8601 = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;
const FIRST_BELIEVABLE: Instant = Date.UTC(2000, 0, 1);
const MAX_AHEAD_MS = 5 * 60_000;

const offset = (zone: string | undefined): string => {
  if (zone === undefined || zone === 'Z') return 'Z';
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
};

/** `2026-11-24T12:00:00.000Z`, as nearly every SDK writes it: read at a third of the price. */
const isCanonical = (text: string): boolean =>
  text.length === 24 && text[4] === '-' && text[10] === 'T' && text[19] === '.' && text[23] === 'Z';

/** An ISO 8601 instant in ms; without an offset it is UTC, never this machine's zone. Undefined for anything else. */
export const parseInstant = (text: string): Instant | undefined => {
  if (isCanonical(text)) {
    const instant = Date.parse(text);
    return Number.isNaN(instant) ? undefined : instant;
  }
  const [, day, minutes = '00:00', seconds = ':00', zone] = ISO_8601.exec(text) ?? [];
  if (day === undefined) return undefined;
  const instant = Date.parse(`${day}T${minutes}${seconds}${offset(zone)}`);
  return Number.isNaN(instant) ? undefined : instant;
};

/** When the collector took the message, if it says so believably: not before 2000, not after it reached the stream. */
export const receivedInstant = (claimed: string | null | undefined, arrivedAt: Instant): Instant => {
  const instant = typeof claimed === 'string' ? parseInstant(claimed) : undefined;
  const believable = instant !== undefined && instant >= FIRST_BELIEVABLE && instant <= arrivedAt + MAX_AHEAD_MS;
  return believable ? instant : arrivedAt;
};

/** What the profile orders by: never more than 5 min ahead of arrival; a time before 2000 is a broken clock's. */
export const clampToArrival = (claimed: Instant | undefined, receivedAt: Instant): Instant => {
  if (claimed === undefined || claimed < FIRST_BELIEVABLE) return receivedAt;
  return Math.min(claimed, receivedAt + MAX_AHEAD_MS);
};
