import type { Instant, Json, JsonObject } from '../event/event.ts';
import type { IdentityId, ProfileId } from '../identity/identity.ts';
import type { Pace } from './pace.ts';

/** Money is an integer of ten-thousandths of the currency's unit, so that sums are exact. */
export type Money = number;

/** Newest time wins; equal times are settled by `by`, source and message id. */
export interface Trait {
  readonly value: Json;
  readonly at: Instant;
  readonly by: string;
  /** Found out, not said: whatever was said of it counts more, however old. */
  readonly derived?: boolean;
}

export interface Counter {
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

/** A product that was looked at, newest first, one entry a product. */
export interface ViewedProduct {
  readonly productId: string;
  readonly at: Instant;
  readonly category?: string;
  readonly brand?: string;
}

export interface CartOperation {
  readonly kind: 'add' | 'remove';
  readonly at: Instant;
  readonly by: string;
  readonly productId: string;
  readonly quantity: number;
  readonly price?: Money;
  readonly name?: string;
  readonly url?: string;
  readonly imageUrl?: string;
}

/**
 * The cart is its operations since it was last emptied, in order of time; what lies in it is derived
 * (`cartLines`), so that two producers' events give one cart whichever comes first.
 */
export interface Cart {
  /** Fixed when the cart opens, whatever arrives later; absent while it is empty. */
  readonly key?: string;
  readonly openedAt?: Instant;
  readonly operations: readonly CartOperation[];
  /** The last order: operations up to here are spent. */
  readonly emptiedAt: Instant;
}

export interface CartLine {
  readonly productId: string;
  readonly quantity: number;
  readonly price?: Money;
  readonly name?: string;
  readonly url?: string;
  readonly imageUrl?: string;
}

/** Ordered, cancelled and refunded: how many, how much, when. */
export interface Purchases {
  readonly orders: number;
  readonly revenue: Money;
  readonly firstAt?: Instant;
  readonly lastAt?: Instant;
  readonly cancelled: number;
  readonly cancelledValue: Money;
}

export interface Profile {
  readonly id: ProfileId;
  readonly createdAt: Instant;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
  /** Every identifier that leads here, sorted, at most 50 of a kind. */
  readonly userIds: readonly string[];
  readonly anonymousIds: readonly string[];
  /** Profiles that were merged into this one, sorted, at most 50: sends of theirs are this person's too. */
  readonly formerIds: readonly ProfileId[];
  /** Merges, one upon the other, on the longest way from an identifier to here. @default 0 */
  readonly mergesOnWay?: number;
  readonly traits: { readonly [name: string]: Trait };
  /** By event name (a track event's own, else its type). */
  readonly counters: { readonly [eventName: string]: Counter };
  /** By event name and UTC day (since 1970), of events whose count within a window some condition asks. Absent: none. */
  readonly daily?: { readonly [eventName: string]: { readonly [utcDay: string]: number } };
  readonly purchases: Purchases;
  /** Latest 20 products. */
  readonly viewed: readonly ViewedProduct[];
  /** Latest 10 products of orders, as they are looked at. Absent: none. */
  readonly bought?: readonly ViewedProduct[];
  readonly cart: Cart;
  readonly sessions: { readonly closed: number; readonly recent: readonly { from: Instant; to: Instant }[] };
  readonly firstTouch?: Touch;
  readonly lastTouch?: Touch;
  /**
   * Consent that was given before any address was known, by topic; moves to the address when one comes. What an import
   * said is silent: it triggers nothing then either.
   */
  readonly pendingConsent: {
    readonly [topic: string]: { subscribed: boolean; at: Instant; by: string; silent?: boolean };
  };
  /** The segments they are in, as of the last evaluation, and when they were first found in them. Absent: none. */
  readonly segments?: { readonly [name: string]: { readonly since: Instant } };
  /** Versions of the segments, in or not, that were asked at the last evaluation. Absent: none. */
  readonly segmentsAsked?: readonly string[];
  /** Events that came after the lateness bound: they touched only what has no order. */
  readonly late: number;
  /** What was taken apart here, never forgotten: who holds one end is not joined with who holds the other. */
  readonly cuts?: readonly Cut[];
  /** Identifiers that led here until an unmerge: a redirect of theirs that was read before it is outdated. */
  readonly takenAway?: readonly IdentityId[];
}

/** Two identifiers that an operator said are two people's. Both profiles hold it. */
export interface Cut {
  /** Sorted. */
  readonly ends: readonly [IdentityId, IdentityId];
  /** Of the unmerge; grows from one unmerge of a profile to the next. */
  readonly at: Instant;
  /** When the first event of either arrived: both have seen ids from then on. */
  readonly since: Instant;
}

/** Which event made an identifier lead where it leads. */
export interface Link {
  /** When the event was received. */
  readonly at: Instant;
  /** Source and message id, `web:m-1`. */
  readonly by: string;
  /** The two identifiers that it named together. */
  readonly between: readonly [IdentityId, IdentityId];
}

export interface Touch {
  readonly at: Instant;
  readonly by: string;
  readonly source?: string;
  readonly medium?: string;
  readonly name?: string;
}

/** An event that some campaign can be triggered by, as the stream's reader gets it. */
export interface AppliedEvent {
  readonly name: string;
  readonly messageId: string;
  readonly source: string;
  readonly at: Instant;
  readonly receivedAt: Instant;
  /** As sent, cut to 20 list entries and 8 KB; only what mails need where that is still too much. */
  readonly properties: JsonObject;
  /** The cart's key after this event, where one was open before or after it. */
  readonly cartKey?: string;
  /** What an order came to, in the shop's currency. */
  readonly worth?: Money;
  /** The address this event itself named (`Subscribed` for a family's other address), where it did. */
  readonly address?: string;
}

/** A 64-bit hash of (source, message id), and when the producer said it happened (null: it did not say). */
export interface SeenId {
  readonly hash: bigint;
  readonly saidAt: Instant | null;
}

/** Where a chunk of spilled ids lives: `<profile id>/<number>`; it stays there after a merge. */
export type ChunkKey = string & { readonly brand: 'ChunkKey' };

/** Chunks of spilled ids and the span of the times in them; several where old spans were coalesced. */
export interface ChunkSpan {
  /** Each with when the last id in it may be forgotten. */
  readonly keys: readonly { readonly key: ChunkKey; readonly expiresAt: Instant }[];
  /** `from > to` where there are undated ids alone. */
  readonly from: Instant;
  readonly to: Instant;
  readonly undated: boolean;
}

/** What an identifier's STATE item holds. It is never deleted and its version never restarts. */
export type State =
  | {
      readonly kind: 'profile';
      readonly version: number;
      readonly profile: Profile;
      readonly seen: readonly SeenId[];
      readonly chunks: readonly ChunkSpan[];
      /** The UTC day, YYYY-MM-DD, on which time alone may move them into a segment or out of one; absent: never. */
      readonly wakeDay?: string;
      /** How fast its events come, where that is watched. */
      readonly pace?: Pace;
      /** Exactly the trigger events that this write folded; replaced by every write. */
      readonly applied: readonly AppliedEvent[];
    }
  | {
      readonly kind: 'redirect';
      readonly version: number;
      readonly to: IdentityId;
      /** Absent where the redirect is older than the keeping of links. */
      readonly link?: Link;
    }
  | {
      readonly kind: 'tombstone';
      readonly version: number;
      readonly seen: readonly SeenId[];
      readonly chunks: readonly ChunkSpan[];
    };

export type ProfileState = Extract<State, { kind: 'profile' }>;
