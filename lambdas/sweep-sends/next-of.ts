import type { Instant } from '../core/event/event.ts';
import { type Hold, holdOn } from '../core/send/hold.ts';
import type { Send } from '../core/send/send.ts';
import { LONGEST_RETRY_MS } from '../core/send/timing.ts';
import { ended, postponed, queuedAgain, unsettled } from '../core/send/transitions.ts';

/** What a sweep does with a row. */
type Next =
  | { readonly kind: 'queue' | 'end'; readonly row: Send }
  /** Held: looked at again later, and sent by nobody till then. */
  | { readonly kind: 'put_off'; readonly row: Send; readonly by: Hold['name'] };

/**
 * What becomes of a row whose time has come. One that was never queued is not expired here but by the sender, who
 * alone knows whether a cart's last change has moved its time.
 */
export const nextOf = (row: Send, holds: readonly Hold[], now: Instant): Next | undefined => {
  if (row.wakeAt === undefined || row.wakeAt > now) return undefined;
  switch (row.state) {
    case 'planned': {
      if (row.expiresAt <= now && row.queued > 0) return { kind: 'end', row: ended(row, 'expired', 'too_late', now) };
      const hold = row.expiresAt <= now ? undefined : holdOn(row, holds, now);
      if (hold === undefined) return { kind: 'queue', row: queuedAgain(row, now) };
      // Not all at the hold's own end: they would ask SES together whether it is over.
      const wakeAt = Math.min(now + LONGEST_RETRY_MS, row.expiresAt);
      return { kind: 'put_off', row: postponed(row, { wakeAt }), by: hold.name };
    }
    case 'claimed': {
      const next = unsettled(row, now);
      return { kind: next.state === 'planned' ? 'queue' : 'end', row: next };
    }
    default:
      return undefined; // done with: a stale entry of the index
  }
};
