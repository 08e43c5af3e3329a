import type { JsonObject } from '../core/event/event.ts';
import type { SchemaName } from '../core/schema/schema-name.ts';
import type { PayloadSchema } from './payload/payload-schema.ts';

/** What a precompiled check found wrong: where, and what the schema wanted. Never the value itself. */
export interface Violation {
  readonly path: string;
  readonly message: string;
  readonly schema: string;
}

/** Precompiled from `schemas/`. */
export interface EventValidators {
  /** Undefined where the document is a valid Segment message. */
  envelope(document: unknown): Violation | undefined;
  /** Undefined where the track event has no schema, or keeps to it. */
  properties(event: string, properties: unknown): Violation | undefined;
  /** Properties that keep to an older version, as the newest has them; undefined where `schemas/` does not say how. */
  upcast(event: string, properties: JsonObject): JsonObject | undefined;
  /** Any version of any format in `schemas/`, to read what was written with it. */
  payload(name: SchemaName): PayloadSchema | undefined;
}
