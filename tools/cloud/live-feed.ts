import type { Instant } from '../../lambdas/core/event/event.ts';
import type { FailureReason } from '../../lambdas/core/failure/failed-event.ts';
import type { ProfileId } from '../../lambdas/core/identity/identity.ts';
import type { Reason } from '../../lambdas/core/send/send.ts';

/** What the console's live feed shows, as it happens. */
export type FeedMessage =
  | {
      readonly kind: 'event';
      readonly at: Instant;
      readonly name: string;
      readonly source: string;
      readonly profileId?: ProfileId;
      readonly outcome: 'applied' | 'duplicate';
    }
  | { readonly kind: 'failed'; readonly at: Instant; readonly reason: FailureReason; readonly detail: string }
  | {
      readonly kind: 'mail';
      readonly at: Instant;
      readonly mailId: string;
      readonly campaign: string;
      readonly to: string;
      readonly subject: string;
    }
  | {
      readonly kind: 'skip';
      readonly at: Instant;
      readonly campaign: string;
      readonly reason: Reason | 'none';
      readonly profileId: ProfileId;
    }
  | { readonly kind: 'clock'; readonly at: Instant };

export interface LiveFeed {
  publish(message: FeedMessage): void;
  /** Returns how to stop listening. */
  listen(listener: (message: FeedMessage) => void): () => void;
  /** Nobody listens: what costs time to tell need not be worked out. */
  isHeard(): boolean;
}

export const liveFeed = (): LiveFeed => {
  const listeners = new Set<(message: FeedMessage) => void>();
  return {
    publish: (message) => {
      for (const listener of listeners) listener(message);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isHeard: () => listeners.size > 0,
  };
};
