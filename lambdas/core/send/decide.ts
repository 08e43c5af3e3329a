import { BROADCAST } from '../campaign/broadcast-trigger.ts';
import type { Brand, Campaign, CampaignBook, Step } from '../campaign/campaign.ts';
import { dueAtOf, isAtOnce } from '../campaign/due-time.ts';
import { entryKeyOf } from '../campaign/entry-key.ts';
import { passes } from '../campaign/where.ts';
import { zoneOf } from '../campaign/zone.ts';
import type { Instant } from '../event/event.ts';
import { lastCutAt } from '../identity/cuts.ts';
import { type AddressHash, addressHash } from '../identity/identity.ts';
import type { AppliedEvent, Profile } from '../profile/profile.ts';
import { toAddress } from '../profile/traits.ts';
import { findingsOf } from '../segment/findings.ts';
import { holds } from '../segment/holds.ts';
import { asksConsent } from '../segment/leaves.ts';
import { assignArm } from './assign-arm.ts';
import { earlierEntry } from './re-entry.ts';
import { recipientOf } from './recipient.ts';
import type { Grounds, Reason, Send } from './send.ts';
import { sendIdOf } from './send-id.ts';
import { retryAfterMs, ttlOf } from './timing.ts';

/** A campaign that an event began, for whom, and as which entry: before anything outside the profile was asked. */
export interface Match {
  readonly campaign: Campaign;
  readonly applied: AppliedEvent;
  readonly entryKey: string;
  readonly address?: string;
  readonly addressHash?: AddressHash;
  /** By the event itself. */
  readonly isAddressNamed: boolean;
  /** The recipient's, valid. */
  readonly zone: string;
}

/** What must be known besides the profile. */
export interface Known {
  readonly now: Instant;
  readonly brand: Pick<Brand, 'holdout'>;
  readonly epochOf: (address: AddressHash) => number;
  /** The profile's latest sends; asked only for campaigns with `againAfter`. */
  readonly sends: readonly Send[];
}

/** The entries that a profile's applied events begin. A draft campaign has none. */
export const matchesOf = (
  { campaigns, brand }: CampaignBook,
  profile: Profile,
  applied: readonly AppliedEvent[],
): readonly Match[] =>
  applied.flatMap((event) =>
    campaigns
      .filter((campaign) => campaign.status !== 'draft' && isTriggeredBy(campaign, event))
      .flatMap((campaign) => matchOf(campaign, brand, profile, event) ?? []),
  );

/** Consent to another topic than the campaign's own begins nothing. */
const isTriggeredBy = ({ trigger, kind }: Campaign, { name, source, properties }: AppliedEvent): boolean =>
  trigger.event === name &&
  (trigger.from === undefined || trigger.from.includes(source)) &&
  name !== BROADCAST &&
  passes(trigger.where, properties) &&
  (name !== 'Subscribed' || kind.transactional || (properties.topic ?? kind.topic) === kind.topic);

/** The entry that an event begins, whether or not the campaign asks for such an event; undefined where it belongs to none. */
export const matchOf = (
  campaign: Campaign,
  brand: Brand,
  profile: Profile,
  applied: AppliedEvent,
): Match | undefined => {
  const address = recipientOf(applied.address, profile);
  const hash = address === undefined ? undefined : addressHash(address);
  const { zone } = zoneOf(profile, brand);
  const entryKey = entryKeyOf(campaign.entry.oncePer, { applied, profileId: profile.id, addressHash: hash, zone });
  if (entryKey === undefined) return undefined;
  const isAddressNamed = toAddress(applied.address) !== undefined;
  return { campaign, applied, entryKey, address, addressHash: hash, isAddressNamed, zone };
};

/**
 * The rows that an entry puts in the ledger, one a step: planned, or skipped with its reason. Pure: the same trigger
 * under the same circumstances is the same rows. What a later step depends on is asked when it is due, not now: by
 * then the visitor may have told an address, or filled the cart.
 */
export const decide = (match: Match, profile: Profile, known: Known): readonly Send[] => {
  const { campaign } = match;
  const arm = assignArm(campaign, known.brand, match.addressHash ?? profile.id);
  return campaign.steps.map((step) => {
    const row = plannedRow(match, step, profile, known, arm);
    // All arms alike, so that they can be compared: who is held out is held out at the instant of sending.
    const skip = reasonToSkip(match, step, profile, known);
    if (skip === undefined) return row;
    const history = [{ state: 'skipped' as const, at: known.now, reason: skip.reason }];
    return { ...row, ...skip, state: 'skipped', wakeAt: undefined, history };
  });
};

const reasonToSkip = (
  { campaign, applied, entryKey, address, zone }: Match,
  step: Step,
  profile: Profile,
  { now, sends }: Known,
): { readonly reason: Reason; readonly grounds?: Grounds } | undefined => {
  if (now - applied.at > campaign.maxAgeMs) return { reason: 'too_late', grounds: { happenedAt: isoOf(applied.at) } };
  const earlier = earlierEntry(campaign, entryKey, applied.at, sends);
  if (earlier !== undefined)
    return { reason: 'entered_recently', grounds: { earlier: isoOf(earlier.trigger.at), step: earlier.step } };
  // Whoever knows the address of an order reports it too, and that is another entry.
  const isOfOrder = campaign.entry.oncePer === 'order';
  if (address === undefined && (isOfOrder || isAtOnce(campaign, step))) return { reason: 'no_address' };
  if (!isAtOnce(campaign, step)) return undefined;
  const { audience } = campaign;
  // What the address has agreed to is asked at the instant of sending.
  if (audience === undefined || asksConsent(audience)) return undefined;
  const circumstances = { entry: { event: applied.name, at: applied.at }, now, zone };
  if (holds(audience, profile, circumstances)) return undefined;
  const answers = findingsOf(audience, profile, circumstances).map((finding) => ({ ...finding }));
  return { reason: 'not_in_audience', grounds: { answers } };
};

const isoOf = (at: Instant): string => new Date(at).toISOString();

const plannedRow = (
  { campaign, applied, entryKey, address, addressHash, isAddressNamed, zone }: Match,
  step: Step,
  profile: Profile,
  { now, epochOf }: Known,
  arm: Send['arm'],
): Send => {
  const cartKey = campaign.entry.oncePer === 'cart' ? applied.cartKey : undefined;
  const dueAt = dueAtOf(campaign, step, { at: applied.at, cartKey }, profile, zone);
  const expiresAt = dueAt + campaign.maxAgeMs;
  // What is due now is queued by whoever put the row; the sweep looks after it in case that message is lost.
  const isDue = dueAt <= now;
  const cutAt = lastCutAt(profile);
  return {
    sendId: sendIdOf(campaign.name, step.id, entryKey),
    revision: 1,
    campaign: campaign.name,
    campaignVersion: campaign.version,
    step: step.id,
    entryKey,
    profileId: profile.id,
    address,
    addressHash,
    ...(isAddressNamed ? { addressNamed: true } : {}),
    transactional: campaign.kind.transactional,
    arm,
    epoch: addressHash === undefined ? 0 : epochOf(addressHash),
    ...(cutAt > 0 ? { cutAt } : {}),
    trigger: {
      event: applied.name,
      messageId: applied.messageId,
      source: applied.source,
      at: applied.at,
      receivedAt: applied.receivedAt,
      properties: applied.properties,
    },
    cartKey,
    state: 'planned',
    decidedAt: now,
    dueAt,
    expiresAt,
    wakeAt: isDue ? now + retryAfterMs(1) : dueAt,
    queued: isDue ? 1 : 0,
    attempts: 0,
    uncertain: false,
    history: [{ state: 'planned', at: now }],
    ttl: ttlOf(campaign, expiresAt),
  };
};
