import type { SchemaName } from '../../core/schema/schema-name.ts';
import type { Refusal } from '../refusal.ts';

/** Which registry's framing the payload was in: Protobuf names its message differently in each. */
export type PayloadFraming = 'glue' | 'confluent';

/** Reads payloads that were written with one file of `schemas/`. */
export interface PayloadSchema {
  readonly name: SchemaName;
  /** The file's title: the event's exact name, or a type of message. */
  readonly event: string;
  /** Digest of the definition as `canonicalDefinition` writes it: whether another's copy is the same. */
  readonly fingerprint: string;
  /** The document as JSON would have it, or why the bytes do not keep to the schema. */
  read(bytes: Uint8Array, framing: PayloadFraming): ReadPayload | Refusal;
}

export interface ReadPayload {
  readonly kind: 'read';
  readonly document: unknown;
  /** Whether properties and traits are objects of their own; else whatever is no field of a message is one of them. */
  readonly isNested: boolean;
}
