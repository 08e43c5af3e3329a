import type { Instant } from '../event/event.ts';

/**
 * What a hold is called says what it keeps back: one campaign's mail; all marketing mail, by hand or by the circuit
 * breaker; or everything, because SES takes nothing.
 */
export type HoldName = `campaign:${string}` | 'marketing' | 'circuit' | 'ses';

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

/** How long a sender goes by the holds it has read: a new one is in force everywhere after this. */
export const HOLDS_KEPT_MS = 10_000;

export const isInForce = ({ lifted, until }: Hold, now: Instant): boolean =>
  lifted === undefined && (until === undefined || now < until);

/** The hold that keeps this mail back; undefined where it may go. */
export const holdOn = (
  mail: { readonly campaign: string; readonly transactional: boolean },
  holds: readonly Hold[],
  now: Instant,
): Hold | undefined => holds.find((hold) => isInForce(hold, now) && covers(hold.name, mail));

const covers = (name: HoldName, mail: { readonly campaign: string; readonly transactional: boolean }): boolean => {
  switch (name) {
    case 'ses':
      return true;
    case 'marketing':
    case 'circuit':
      return !mail.transactional;
    default:
      return name === holdOfCampaign(mail.campaign);
  }
};

export const holdOfCampaign = (campaign: string): HoldName => `campaign:${campaign}`;
