import { assertNever } from '../assert-never.ts';
import type { Campaign } from '../campaign/campaign.ts';
import type { Instant } from '../event/event.ts';
import type { Reason, Send } from './send.ts';

/** How many of a profile's latest sends are asked for re-entry. */
export const SENDS_ASKED = 100;

/** The entry, with another key, that brought the person as far as a mail, or may yet, too recently. */
export const earlierEntry = (
  campaign: Campaign,
  entryKey: string,
  triggerAt: Instant,
  sends: readonly Send[],
): Send | undefined => {
  const { againAfterMs, oncePer } = campaign.entry;
  if (againAfterMs === undefined) return undefined;
  return sends.find(
    (send) =>
      send.campaign === campaign.name &&
      send.entryKey !== entryKey &&
      Math.abs(triggerAt - send.trigger.at) < againAfterMs &&
      counts(send, oncePer === 'cart'),
  );
};

/** Came as far as its mail, whichever arm it is of: it would have gone out, but for what is no doing of its person. */
const KEPT_BACK: readonly (Reason | undefined)[] = ['holdout', 'global_holdout', 'daily_cap', 'nothing_to_show'];

/**
 * All arms by one rule: the held out are judged like the treated until their mail would go out. One that its person or
 * their consent ended before does not count. Nor does one planned for another cart: its cart is gone, so is its mail.
 */
const counts = ({ state, reason }: Send, perCart: boolean): boolean => {
  switch (state) {
    case 'planned':
      return !perCart;
    case 'skipped':
      return KEPT_BACK.includes(reason);
    case 'suppressed':
    case 'superseded':
    case 'expired':
      return false;
    case 'claimed':
    case 'sent':
    case 'delivered':
    case 'bounced':
    case 'complained':
    case 'parked':
    case 'failed':
      return true;
    default:
      return assertNever(state);
  }
};
