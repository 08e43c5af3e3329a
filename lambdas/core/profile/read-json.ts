import type { CustomerEvent, Json, JsonObject } from '../event/event.ts';
import { cutText } from '../json-bytes.ts';

/** A finite number, or undefined: what a producer sent is never taken on trust. */
export const numberOf = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** A text that is not empty, cut to `limit` bytes of JSON, or undefined. */
export const textOf = (value: Json | undefined, limit: number): string | undefined =>
  typeof value === 'string' && value !== '' ? cutText(value, limit) : undefined;

/** The objects in a list; anything else in it is passed over. */
export const objectsOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter((entry) => isObject(entry)) : [];

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Settles ties in time: source and message id. */
export const stampOf = ({ source, messageId }: Pick<CustomerEvent, 'source' | 'messageId'>): string =>
  `${source}:${messageId}`;
