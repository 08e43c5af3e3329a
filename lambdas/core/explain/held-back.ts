import type { Campaign } from '../campaign/campaign.ts';
import type { Instant } from '../event/event.ts';
import { type Hold, type HoldName, holdOn } from '../send/hold.ts';
import type { Send } from '../send/send.ts';

type Show = (at: Instant) => string;

/** What keeps a planned mail back, whatever is found when its time has come; undefined where nothing does. */
export const heldBack = (
  row: Send,
  { status }: Pick<Campaign, 'status'>,
  holds: readonly Hold[],
  now: Instant,
  show: Show,
): string | undefined => {
  const latest = `It is not sent before that ends, nor after ${show(row.expiresAt)}.`;
  if (status === 'paused')
    return `But the campaign is paused by its own file (campaigns/${row.campaign}/campaign.yaml: status). ${latest}`;
  const hold = holdOn(row, holds, now);
  return hold === undefined ? undefined : `But ${sayHold(hold, show)}. ${latest}`;
};

/** Who stopped which mail, when and why. */
export const sayHold = ({ name, at, by, reason, until }: Hold, show: Show): string =>
  `${whatIsHeld(name)} by ${by} at ${show(at)}: ${reason}${until === undefined ? '' : ` (until ${show(until)})`}`;

const whatIsHeld = (name: HoldName): string => {
  switch (name) {
    case 'ses':
      return 'all mail was stopped, because SES takes none,';
    case 'marketing':
      return 'all marketing mail was paused';
    case 'circuit':
      return 'all marketing mail was stopped';
    default:
      return name.startsWith('campaign:') ? 'the campaign was paused' : 'this broadcast was stopped';
  }
};
