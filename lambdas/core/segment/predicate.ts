import type { Json } from '../event/event.ts';

/** Every bound that is there must hold. */
export interface Bounds {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/**
 * Did they do this, ever, or lately? How often is asked by bounds: within a window that counts UTC days, today being
 * one of them. Without bounds once is enough, and the window is exact.
 */
export interface Did extends Bounds {
  /** Event name. */
  readonly did: string;
  /** After the journey's trigger. */
  readonly since?: 'entry';
  readonly withinMs?: number;
}

export interface HasTrait extends Bounds {
  readonly trait: string;
  readonly equals?: Json;
  /** A text that holds this one, or a list that has it as an entry. */
  readonly contains?: string | number | boolean;
  readonly exists?: boolean;
}

/** Is this among the `top` categories or brands of what they looked at and bought? */
export interface HasAffinity {
  readonly affinity: 'category' | 'brand';
  readonly is: string;
  readonly top: number;
}

export interface HasCart extends Bounds {
  readonly cart: 'total' | 'count';
  readonly equals?: number;
}

/** How many orders they placed, or what they paid less what they got back. */
export interface HasOrders extends Bounds {
  readonly orders: 'count' | 'revenue';
  readonly equals?: number;
}

/** What a clock on their wall shows: `from` on, before `to`, over midnight where `from` is later. */
export interface IsLocalTime {
  readonly localTime: { readonly from: string; readonly to: string; readonly days?: readonly Weekday[] };
}
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** A condition over a profile, as the files under `campaigns/` write it, with durations in ms and money scaled. */
export type Predicate =
  | { readonly all: readonly Predicate[] }
  | { readonly any: readonly Predicate[] }
  | { readonly not: Predicate }
  | Did
  | HasTrait
  | HasAffinity
  | HasCart
  | HasOrders
  | IsLocalTime
  /** The recipient's address has consent to this topic now. */
  | { readonly consent: string }
  /** Any event of theirs is this recent. */
  | { readonly seen: { readonly withinMs: number } }
  /** A segment's own condition, put in its name's place at build. */
  | { readonly segment: string; readonly is: Predicate };
