import { segmentOfBroadcast } from '../../lambdas/core/campaign/broadcast-trigger.ts';
import type { Campaign } from '../../lambdas/core/campaign/campaign.ts';
import { zoneOf } from '../../lambdas/core/campaign/zone.ts';
import type { Instant } from '../../lambdas/core/event/event.ts';
import { type Membership, membershipOf } from '../../lambdas/core/explain/membership.ts';
import type { Profile } from '../../lambdas/core/profile/profile.ts';
import { localStamp } from '../../lambdas/core/time/local-stamp.ts';
import { findPerson } from '../../lambdas/steps/find-identity.ts';
import { sendsOfPerson } from '../../lambdas/steps/sends-of-person.ts';
import { type Entry, entryOf } from './entry.ts';
import { type PreviewPorts, withDeadAddress } from './preview-ports.ts';
import { type MailPreview, previewRow } from './preview-row.ts';

export interface PreviewRequest {
  readonly campaign: string;
  /** Profile, user or anonymous id, or address. */
  readonly who: string;
  /** @default all of them */
  readonly step?: string;
  /** Instead of the person's own. */
  readonly locale?: string;
  /** Renders also what would not be sent. */
  readonly anyway?: boolean;
}

export interface Preview {
  readonly kind: 'previewed';
  readonly profileId: string;
  readonly campaign: string;
  readonly status: Campaign['status'];
  /** What began it: an event of theirs, or a made-up one of now, where none ever did. */
  readonly trigger: { readonly kind: Entry['kind']; readonly event: string; readonly at: Instant };
  readonly mails: readonly MailPreview[];
}

export type PreviewAnswer =
  | Preview
  | { readonly kind: 'unknown_person' }
  | { readonly kind: 'unknown_campaign' | 'unknown_step'; readonly known: readonly string[] };

/** Beyond these, the oldest are left out. */
const SENDS_ASKED = 1_000;

/**
 * What a campaign would send to somebody, from the sender's own judgement and renderer, or why it would not. Writes
 * nothing; its preference links lead nowhere.
 */
export const previewMails = async (ports: PreviewPorts, request: PreviewRequest): Promise<PreviewAnswer> => {
  const { campaigns, brand } = ports.book;
  const campaign = campaigns.find(({ name }) => name === request.campaign);
  if (campaign === undefined) return { kind: 'unknown_campaign', known: campaigns.map(({ name }) => name) };
  const steps = campaign.steps.map(({ id }) => id);
  if (request.step !== undefined && !steps.includes(request.step)) return { kind: 'unknown_step', known: steps };
  const profile = await findPerson(ports.profiles, request.who);
  if (profile === undefined) return { kind: 'unknown_person' };

  const sends = await sendsOfPerson(ports.ledger, profile, SENDS_ASKED);
  const entry = await entryOf(ports, campaign, profile, sends);
  const { zone } = zoneOf(profile, brand);
  const looking = {
    ...{ sends, holds: await ports.holds.list(), show: (at: Instant) => localStamp(at, zone) },
    ...(entry.kind === 'sample' && { membership: membershipAsked(ports, campaign, profile, zone) }),
    ...{ locale: request.locale, anyway: request.anyway ?? false },
  };
  const shown = { ...ports, book: withDeadAddress(asLive(ports.book, campaign)) };
  const rows = entry.rows.filter(({ step }) => request.step === undefined || step === request.step);
  const mails = await Promise.all(rows.map((row) => previewRow(shown, row, campaign.status, looking)));
  const { event, at } = entry.trigger;
  const { id: profileId } = profile;
  const trigger = { kind: entry.kind, event, at };
  return { kind: 'previewed', profileId, campaign: campaign.name, status: campaign.status, trigger, mails };
};

/** A broadcast asks its segment when it runs: as of now, where the campaign is one. */
const membershipAsked = (
  { book, clock }: PreviewPorts,
  campaign: Campaign,
  profile: Profile,
  zone: string,
): Membership | undefined => {
  const segment = book.segments.find(({ name }) => name === segmentOfBroadcast(campaign));
  return segment && membershipOf(segment, profile, { now: clock.now(), zone });
};

/** A draft is judged as if it were live: that it is a draft is said besides. */
const asLive = (book: PreviewPorts['book'], { name }: Campaign): PreviewPorts['book'] => ({
  ...book,
  campaigns: book.campaigns.map((each) => (each.name === name ? { ...each, status: 'live' } : each)),
});
