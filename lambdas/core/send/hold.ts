import type { Campaign } from '../campaign/campaign.ts';
import type { Instant } from '../event/event.ts';
import { isOfRun } from './broadcast-entry.ts';
import type { Send } from './send.ts';

/**
 * What a hold is called says what it keeps back: one campaign's mail; all marketing mail, by hand or by the circuit
 * breaker; one run of a broadcast, for good; or everything, because SES takes nothing.
 */
export type HoldName = `campaign:${string}` | `broadcast:${string}` | 'marketing' | 'circuit' | 'ses';

/** Mail that waits in the ledger until somebody lifts this. It is held at its claim: it may still end or expire. */
export interface Hold {
  readonly name: HoldName;
  readonly at: Instant;
  readonly by: string;
  readonly reason: string;
  /** It ends by itself. */
  readonly until?: Instant;
  readonly lifted?: { readonly at: Instant; readonly by: string };
}

/** Does it keep back more than one campaign's mail? */
export const isGeneral = ({ name }: Hold): boolean => name === 'marketing' || name === 'circuit' || name === 'ses';

/** How long a sender goes by the holds it has read: a new one is in force everywhere after this. */
export const HOLDS_KEPT_MS = 10_000;

export const isInForce = ({ lifted, until }: Hold, now: Instant): boolean =>
  lifted === undefined && (until === undefined || now < until);

/** What a hold is asked about. */
type HeldMail = Pick<Send, 'campaign' | 'transactional' | 'entryKey'>;

/** The hold that keeps this mail back; undefined where it may go. */
export const holdOn = (mail: HeldMail, holds: readonly Hold[], now: Instant): Hold | undefined =>
  holds.find((hold) => isInForce(hold, now) && covers(hold.name, mail));

/** What campaigns' own files hold: as long as a campaign is deployed as paused. */
export const pausedInFile = (campaigns: readonly Pick<Campaign, 'name' | 'status'>[]): readonly Hold[] =>
  campaigns
    .filter(({ status }) => status === 'paused')
    .map(({ name }) => ({ name: holdOfCampaign(name), at: 0, by: 'campaign.yaml', reason: 'status: paused' }));

const covers = (name: HoldName, mail: HeldMail): boolean => {
  switch (name) {
    case 'ses':
      return true;
    case 'marketing':
    case 'circuit':
      return !mail.transactional;
    default:
      if (name.startsWith(RUN)) return isOfRun(mail, name.slice(RUN.length));
      return name === holdOfCampaign(mail.campaign);
  }
};

const RUN = 'broadcast:';

export const holdOfRun = (runId: string): HoldName => `${RUN}${runId}`;
export const holdOfCampaign = (campaign: string): HoldName => `campaign:${campaign}`;
