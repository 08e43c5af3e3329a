import type { Hold } from '../core/send/hold.ts';
import type { Send } from '../core/send/send.ts';
import type { Metrics } from '../ports/metrics.ts';

/** What keeps a mail back: a hold's name, the account's rate, or a sender that is older than it. */
export type HeldBy = Hold['name'] | 'rate' | 'deployment';

/** Counts a mail that waits on in the ledger, by its campaign and the kind of hold. */
export const countHeld = (metrics: Metrics, { campaign }: Send, by: HeldBy): void =>
  metrics.count('MailsHeldUp', 1, { Campaign: campaign, Reason: reasonOf(by) });

/** A campaign has its own dimension; the kind of hold is enough beside it. */
const reasonOf = (by: HeldBy): string => {
  if (by === 'rate' || by === 'deployment') return by;
  if (by.startsWith('broadcast')) return 'broadcast_stopped';
  return by.startsWith('campaign') ? 'campaign_paused' : `held_${by}`;
};
