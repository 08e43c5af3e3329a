import type { Campaign } from '../campaign/campaign.ts';
import type { Instant } from '../event/event.ts';
import type { Send } from './send.ts';

/** How many of a profile's latest sends are asked for re-entry. */
export const SENDS_ASKED = 100;

/** The entry, with another key, that brought the person a mail (or kept one back as holdout) too recently. */
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

/** One that ended without a mail does not count. Nor does one planned for another cart: its cart is gone, so is its mail. */
const counts = ({ state, reason }: Send, perCart: boolean): boolean => {
  if (state === 'planned') return !perCart;
  if (state === 'skipped') return reason === 'holdout' || reason === 'global_holdout';
  return !['suppressed', 'superseded', 'expired', 'failed'].includes(state);
};
