import type { Instant } from '../event/event.ts';
import type { AddressHash } from '../identity/identity.ts';

/** One change of mind, newest wins (ties by `by`). */
export interface TopicConsent {
  readonly subscribed: boolean;
  readonly at: Instant;
  /** Source and message id of the event that said so. */
  readonly by: string;
}

/**
 * What an address has agreed to. Belongs to the address, not to a profile; has no TTL; its version never restarts.
 * `ADDRESS#<hash>/CONSENT`.
 */
export interface Consent {
  readonly address: AddressHash;
  readonly version: number;
  /** Begins anew when an erased person agrees again; a send of another epoch is skipped. */
  readonly epoch: number;
  readonly topics: { readonly [topic: string]: TopicConsent };
  /** Latest 20 changes, oldest first, for "since when, and who said so?". */
  readonly history: readonly (TopicConsent & { readonly topic: string })[];
  readonly suppression?: { readonly reason: 'bounced' | 'complained'; readonly at: Instant };
  /** The one zone that the address's caps are counted in: the first that was known. */
  readonly zone?: string;
}
