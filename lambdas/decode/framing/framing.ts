import type { SchemaId } from '../../core/schema/schema-name.ts';
import type { Refusal } from '../refusal.ts';
import type { RecordBudget } from './record-budget.ts';

/** What lies under one layer of framing. */
export type Opened =
  /** The record is one message. */
  | { readonly kind: 'message'; readonly document: unknown }
  /** The record holds several, each of which stands or falls alone. */
  | { readonly kind: 'messages'; readonly documents: readonly unknown[] }
  /** The record holds records of their own, each with its own framing. */
  | { readonly kind: 'records'; readonly records: readonly SubRecord[] }
  /** Bytes that only the schema with this id can read. */
  | { readonly kind: 'payload'; readonly schema: SchemaId; readonly bytes: Uint8Array }
  /** Bytes that are to be looked at again. */
  | { readonly kind: 'inner'; readonly bytes: Uint8Array }
  | Refusal;

/** A producer's record within an aggregate; undefined what the aggregate owes it. */
export interface SubRecord {
  readonly partitionKey: string | undefined;
  readonly data: Uint8Array | undefined;
  /** Put back out of quarantine. */
  readonly wasQuarantined?: boolean;
}

/** One way to put messages into a record, told by its first bytes. */
export interface Framing {
  readonly name: string;
  matches(bytes: Uint8Array): boolean;
  open(bytes: Uint8Array, budget: RecordBudget): Opened;
}
