import type { Refusal } from '../refusal.ts';

/** What lies under one layer of framing. */
export type Opened =
  /** The record is one message. */
  | { readonly kind: 'message'; readonly document: unknown }
  /** The record holds several, each of which stands or falls alone. */
  | { readonly kind: 'messages'; readonly documents: readonly unknown[] }
  /** Bytes that are to be looked at again. */
  | { readonly kind: 'inner'; readonly bytes: Uint8Array }
  | Refusal;

/** One way to put messages into a record, told by its first bytes. */
export interface Framing {
  readonly name: string;
  matches(bytes: Uint8Array): boolean;
  open(bytes: Uint8Array): Opened;
}
