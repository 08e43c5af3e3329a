import type { Json, JsonObject } from '../core/event/event.ts';

const PARTITION_KEY_CHARACTERS = 256;

/** An identifier as text: not empty, or a whole number. */
export const idOf = (value: Json | undefined): string | undefined =>
  (typeof value === 'string' && value !== '') || Number.isInteger(value) ? String(value) : undefined;

/** Whose a message is, before anybody judged it: what keeps a person's events in order. */
export const personOf = ({ userId, anonymousId }: JsonObject): string | undefined => idOf(userId) ?? idOf(anonymousId);

/** As the stream takes it: at most 256 characters, whole ones. An id that is longer is refused behind it. */
export const toPartitionKey = (text: string): string => text.slice(0, PARTITION_KEY_CHARACTERS).toWellFormed();
