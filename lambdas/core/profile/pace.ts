import type { Instant } from '../event/event.ts';

/** How many of a profile's events were folded in the present window of time, by their arrival on the stream. */
export interface Pace {
  readonly from: Instant;
  readonly events: number;
  /** No event that arrives before this is folded: the key was hot. */
  readonly quarantinedUntil?: Instant;
}

/** What one key may cost everybody who shares a shard with it. */
export interface HotKeyLimits {
  /** More events of one profile in a window are no person's. */
  readonly eventsAWindow: number;
  readonly windowMs: number;
  readonly quarantineMs: number;
  /** Of a batch's events, those of one key that are folded: this share of them, and no fewer than `eventsABatch`. */
  readonly shareOfABatch: number;
  readonly eventsABatch: number;
}

/**
 * The pace after one more event: a window begins with the first event after the last one's end. The event with which
 * the window's limit is passed puts the key into quarantine, which ends by itself.
 */
export const keepPace = (pace: Pace | undefined, arrivedAt: Instant, limits: HotKeyLimits): Pace => {
  const isNew = pace === undefined || arrivedAt >= pace.from + limits.windowMs;
  const window = isNew ? { from: arrivedAt, events: 1 } : { ...pace, events: pace.events + 1 };
  return window.events > limits.eventsAWindow && !isQuarantined(window, arrivedAt)
    ? { from: arrivedAt, events: 0, quarantinedUntil: arrivedAt + limits.quarantineMs }
    : window;
};

export const isQuarantined = (pace: Pace | undefined, arrivedAt: Instant): boolean =>
  pace?.quarantinedUntil !== undefined && arrivedAt < pace.quarantinedUntil;

/** How many events of one key are folded of a batch of so many. */
export const mostOfABatch = (events: number, { shareOfABatch, eventsABatch }: HotKeyLimits): number =>
  Math.max(eventsABatch, Math.floor(events * shareOfABatch));
