/** Milliseconds since 1970-01-01T00:00:00Z. Every instant in the domain is one. */
export type Instant = number;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Who a producer says acted. At least one is present. */
export interface Identifiers {
  readonly userId?: string;
  readonly anonymousId?: string;
}

interface Envelope extends Identifiers {
  /** The producer's own id; a retry repeats it. Unique within a source. */
  readonly messageId: string;
  /** The write key's name, or what a stream producer calls itself. Part of the dedupe key. */
  readonly source: string;
  /** When it happened: skew-corrected, never later than `receivedAt` + 5 min. What the profile orders by. */
  readonly at: Instant;
  /** The producer's own, uncorrected time; undefined where it sent none. What the dedupe files it under. */
  readonly saidAt?: Instant;
  readonly receivedAt: Instant;
  readonly context: EventContext;
}

/** What of a Segment message's `context` the domain reads; the lake keeps the rest. */
export interface EventContext {
  /** Imports and replays: update the profile, trigger nothing. */
  readonly backfill?: boolean;
  readonly locale?: string;
  /** IANA name as the producer gave it, unchecked. */
  readonly timezone?: string;
  readonly campaign?: { readonly source?: string; readonly medium?: string; readonly name?: string };
  /** ISO 3166, two capital letters: as the producer said, else what enrichment found. */
  readonly country?: string;
  /** What the browser calls itself. Enrichment reads it; nothing keeps it. */
  readonly userAgent?: string;
  /** Where the event came from. Enrichment takes it away: no profile, log or metric ever holds it. */
  readonly ip?: string;
  readonly pageUrl?: string;
  readonly referrer?: string;
  /** Added by enrichment. */
  readonly device?: Device;
  /** Added by enrichment: a program, not a person. Counted, never a trigger. */
  readonly bot?: boolean;
}

/** What somebody holds in their hands. */
export interface Device {
  readonly kind: DeviceKind;
  readonly os?: string;
  readonly browser?: string;
}
export type DeviceKind = 'desktop' | 'phone' | 'tablet' | 'tv' | 'console' | 'wearable' | 'other';

export interface TrackEvent extends Envelope {
  readonly type: 'track';
  readonly event: string;
  readonly properties: JsonObject;
  /** Added by enrichment where its money is not the shop's: what one unit of it is worth, see `ExchangeRate`. */
  readonly exchange?: ExchangeRate;
}

/** What one unit of a currency is worth in the shop's, in hundred-millionths: an integer. 0 where nobody knows. */
export type ExchangeRate = number;
export interface IdentifyEvent extends Envelope {
  readonly type: 'identify';
  readonly traits: JsonObject;
}
export interface PageEvent extends Envelope {
  readonly type: 'page' | 'screen';
  readonly name?: string;
  readonly properties: JsonObject;
}
export interface GroupEvent extends Envelope {
  readonly type: 'group';
  readonly groupId: string;
  readonly traits: JsonObject;
}
export interface AliasEvent extends Envelope {
  readonly type: 'alias';
  /** The identifier that the other one is now known by: a user id or an anonymous id, unknown which. */
  readonly previousId: string;
}

/** A valid Segment-spec message, after decoding. Source: https://segment.com/docs/connections/spec/ */
export type CustomerEvent = TrackEvent | IdentifyEvent | PageEvent | GroupEvent | AliasEvent;

/** What an event is counted and triggered by: a track event's own name, else its type. */
export const eventName = (event: CustomerEvent): string => (event.type === 'track' ? event.event : event.type);
