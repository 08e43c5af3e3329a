import type { Brand, Campaign, Step } from '../campaign/campaign.ts';
import { capLimitOf } from '../campaign/cap-limit.ts';
import { dueAtOf } from '../campaign/due-time.ts';
import { quietUntil } from '../campaign/quiet-hours.ts';
import { zoneOf } from '../campaign/zone.ts';
import { hasConsent } from '../consent/apply-consent.ts';
import type { Consent } from '../consent/consent.ts';
import type { Instant } from '../event/event.ts';
import { lastCutAt } from '../identity/cuts.ts';
import { addressHash } from '../identity/identity.ts';
import { own } from '../own.ts';
import type { Profile } from '../profile/profile.ts';
import { findingsOf } from '../segment/findings.ts';
import { type Circumstances, holds } from '../segment/holds.ts';
import type { Predicate } from '../segment/predicate.ts';
import { isZone, localDay } from '../time/local-time.ts';
import { isAllowed } from './allow-list.ts';
import { isHeldOutOfAll } from './assign-arm.ts';
import { isOfBroadcast } from './broadcast-entry.ts';
import type { Arm, Grounds, Reason, Send } from './send.ts';
import { ttlOf } from './timing.ts';
import type { Ending } from './transitions.ts';

/** What is true at the instant of sending, all of it read just now. */
export interface Facts {
  readonly campaign: Campaign;
  readonly step: Step;
  readonly brand: Brand;
  readonly profile: Profile;
  /** Undefined where there is no address to write to. */
  readonly address: string | undefined;
  readonly consent: Consent | undefined;
  /** Of the address that the row has, which may be another one than `address`; 0 where it has none. */
  readonly epoch: number;
  readonly allowRecipients: readonly string[];
  readonly now: Instant;
}

export type Verdict =
  | { readonly kind: 'end'; readonly ending: Ending; readonly reason: Reason; readonly grounds?: Grounds }
  /** Not yet. Where the mail is due later than the row says, its times move too. */
  | {
      readonly kind: 'postpone';
      readonly wakeAt: Instant;
      readonly dueAt?: Instant;
      readonly expiresAt?: Instant;
      readonly ttl?: number;
    }
  /** It would go out; the lot says no. Till here all arms are judged alike. */
  | { readonly kind: 'hold_out'; readonly reason: Exclude<Arm, 'treated'> }
  | { readonly kind: 'send'; readonly address: string; readonly cap?: CapUnit };

/** What a marketing mail takes: one of `limit` units of the address's local day, counted in one zone. */
export interface CapUnit {
  readonly day: string;
  readonly zone: string;
  readonly limit: number;
}

/**
 * May this planned mail go out now? Pure: everything that can forbid it is asked here, at the instant of sending, and
 * what forbids it is said.
 */
export const judge = (row: Send, facts: Facts): Verdict =>
  endOfJourney(row, facts) ??
  notYetDue(row, facts) ??
  endForAddress(row, facts) ??
  notWanted(row, facts) ??
  asleep(row, facts) ??
  heldOut(row, facts) ??
  send(row, facts);

const end = (ending: Ending, reason: Reason, grounds?: Grounds): Verdict => ({ kind: 'end', ending, reason, grounds });

const isoOf = (at: Instant): string => new Date(at).toISOString();

const circumstancesOf = ({ trigger }: Send, { now, profile, brand, consent }: Facts): Circumstances => ({
  entry: { event: trigger.event, at: trigger.at },
  now,
  zone: zoneOf(profile, brand).zone,
  consent,
});

const answersTo = (condition: Predicate, row: Send, facts: Facts): Grounds => ({
  answers: findingsOf(condition, facts.profile, circumstancesOf(row, facts)).map((finding) => ({ ...finding })),
});

const endOfJourney = (row: Send, facts: Facts): Verdict | undefined => {
  const { campaign, profile } = facts;
  if (lastCutAt(profile) > (row.cutAt ?? 0)) return end('skipped', 'unmerged', { cutAt: isoOf(lastCutAt(profile)) });
  if (campaign.exit !== undefined && holds(campaign.exit, profile, circumstancesOf(row, facts)))
    return end('skipped', 'exited', answersTo(campaign.exit, row, facts));
  if (campaign.entry.oncePer === 'cart' && row.cartKey !== profile.cart.key)
    return end('superseded', 'other_cart', { emptiedAt: isoOf(profile.cart.emptiedAt) });
  return undefined;
};

const notYetDue = (row: Send, { campaign, step, brand, profile, now }: Facts): Verdict | undefined => {
  const { zone } = zoneOf(profile, brand);
  const dueAt = dueAtOf(campaign, step, { at: row.trigger.at, cartKey: row.cartKey }, profile, zone);
  const expiresAt = dueAt + campaign.maxAgeMs;
  if (dueAt > now) return { kind: 'postpone', wakeAt: dueAt, dueAt, expiresAt, ttl: ttlOf(campaign, expiresAt) };
  return expiresAt <= now
    ? end('expired', 'too_late', { dueAt: isoOf(dueAt), expiresAt: isoOf(expiresAt) })
    : undefined;
};

const endForAddress = (
  row: Send,
  { campaign, address, consent, epoch, allowRecipients }: Facts,
): Verdict | undefined => {
  if (address === undefined) return end('skipped', 'no_address');
  // A row without an address pinned no epoch: its address came later, from the living profile.
  if (row.addressHash !== undefined && epoch !== row.epoch) return end('skipped', 'erased');
  if (isOneAddress(row, campaign) && row.addressHash !== undefined && addressHash(address) !== row.addressHash)
    return end('superseded', 'other_address');
  if (!isAllowed(address, allowRecipients)) return end('skipped', 'not_allowed_here');
  if (consent?.suppression !== undefined) {
    const { reason, at } = consent.suppression;
    return end('suppressed', reason === 'bounced' ? 'address_bounced' : 'address_complained', { since: isoOf(at) });
  }
  const { kind } = campaign;
  if (kind.transactional) return undefined;
  const refusal = refusalOf(consent, kind.topic);
  return refusal === undefined ? undefined : end('skipped', 'no_consent', refusal);
};

/** Why an address may get no mail of a topic; undefined where it has agreed to it. */
export const refusalOf = (consent: Consent | undefined, topic: string): Grounds | undefined => {
  if (hasConsent(consent, topic)) return undefined;
  const said = own(consent?.topics ?? {}, topic);
  return { topic, ...(said === undefined ? { said: 'nothing' } : { said: 'no', at: isoOf(said.at), by: said.by }) };
};

/** Is the entry an address's own? The address that its person has now enters by itself. */
const isOneAddress = (row: Send, { entry }: Campaign): boolean => entry.oncePer === 'address' || isOfBroadcast(row);

const notWanted = (row: Send, facts: Facts): Verdict | undefined => {
  const { campaign, step, profile } = facts;
  const circumstances = circumstancesOf(row, facts);
  if (campaign.audience !== undefined && !holds(campaign.audience, profile, circumstances))
    return end('skipped', 'not_in_audience', answersTo(campaign.audience, row, facts));
  if (step.onlyIf !== undefined && !holds(step.onlyIf, profile, circumstances))
    return end('skipped', 'step_condition', answersTo(step.onlyIf, row, facts));
  return undefined;
};

const asleep = (_row: Send, { campaign, brand, profile, now }: Facts): Verdict | undefined => {
  if (campaign.kind.transactional) return undefined;
  const wakeAt = quietUntil(brand.quietHours, zoneOf(profile, brand).zone, now, profile.lastSeenAt);
  return wakeAt === undefined ? undefined : { kind: 'postpone', wakeAt };
};

const heldOut = ({ arm }: Send, { campaign, brand, address }: Facts): Verdict | undefined => {
  if (arm !== 'treated') return { kind: 'hold_out', reason: arm };
  // The lot was drawn for a profile, or another address; the one that is known now may have another.
  const isOut = !campaign.kind.transactional && address !== undefined && isHeldOutOfAll(brand, addressHash(address));
  return isOut ? { kind: 'hold_out', reason: 'global_holdout' } : undefined;
};

/** The day of the cap is counted in the one zone kept with the address, whichever profile the mail is for. */
const send = (_row: Send, { campaign, brand, profile, address, consent, now }: Facts): Verdict => {
  if (address === undefined) return end('skipped', 'no_address');
  if (campaign.kind.transactional) return { kind: 'send', address };
  const kept = consent?.zone;
  const zone = kept !== undefined && isZone(kept) ? kept : zoneOf(profile, brand).zone;
  const day = localDay(now, zone) ?? new Date(now).toISOString().slice(0, 10);
  return { kind: 'send', address, cap: { day, zone, limit: capLimitOf(brand, campaign) } };
};
