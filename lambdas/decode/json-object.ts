import type { Json, JsonObject } from '../core/event/event.ts';

/** Array.isArray alone does not take readonly lists out of a union. */
export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
