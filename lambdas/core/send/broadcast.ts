import { assertNever } from '../assert-never.ts';
import { BROADCAST } from '../campaign/broadcast-trigger.ts';
import type { Brand, Campaign } from '../campaign/campaign.ts';
import { zoneOf } from '../campaign/zone.ts';
import type { Consent } from '../consent/consent.ts';
import type { Instant } from '../event/event.ts';
import { addressHash } from '../identity/identity.ts';
import type { Profile } from '../profile/profile.ts';
import { holds } from '../segment/holds.ts';
import type { Segment } from '../segment/segment.ts';
import { instantOfWallTime } from '../time/local-time.ts';
import { broadcastEntryKey } from './broadcast-entry.ts';
import { decide } from './decide.ts';
import { refusalOf } from './judge.ts';
import { recipientOf } from './recipient.ts';
import type { Grounds, Send } from './send.ts';

/** When its mails are due: at one instant for all, or when each recipient's clock shows "YYYY-MM-DD HH:MM". */
export type BroadcastTime = { readonly at: Instant } | { readonly local: string };

export type BroadcastState =
  | 'counting' // how many it would reach; nothing is put in the ledger
  | 'counted' // waits for somebody to say yes
  | 'running' // rows are being put in the ledger
  | 'done' // all rows are there; the sweep and the senders do the rest
  | 'stopped' // nobody further is planned, and what waits is held; it may be resumed
  | 'cancelled'; // before anybody said yes: nothing of it was ever in the ledger

/** One mail to everybody in a segment: how far this run of it has come. Its rows are its result. */
export interface BroadcastRun {
  /** Its rows' entry keys hold it. */
  readonly runId: string;
  readonly time: BroadcastTime;
  readonly state: BroadcastState;
  readonly by: string;
  readonly startedAt: Instant;
  /** Where reading the profiles goes on; absent: at the beginning. */
  readonly position?: string;
  /** Profiles read, those of the segment, and those of them with an address. A page that was done twice counts once. */
  readonly read: number;
  readonly members: number;
  readonly reachable: number;
}

/** A campaign's latest run, and those before it. */
export interface Broadcast extends BroadcastRun {
  readonly campaign: string;
  /** Every write is conditional on the one it read. */
  readonly revision: number;
  /** Runs that were started before it, the latest first: mail of theirs may still wait. */
  readonly earlier?: readonly BroadcastRun[];
}

export interface Recipient {
  readonly profile: Profile;
  /** Undefined where there is nothing to write to. */
  readonly address: string | undefined;
}

/** Who of these belongs to the segment now, and where to write to them. */
export const recipientsOf = (
  segment: Segment,
  brand: Brand,
  profiles: readonly Profile[],
  now: Instant,
): readonly Recipient[] =>
  profiles
    .filter((profile) => holds(segment.predicate, profile, { now, zone: zoneOf(profile, brand).zone }))
    .map((profile) => ({ profile, address: recipientOf(undefined, profile) }));

/** What must be known besides the recipient. */
export interface BroadcastFacts {
  readonly broadcast: Broadcast;
  readonly campaign: Campaign;
  readonly segment: Segment;
  readonly brand: Brand;
  readonly consent: Consent | undefined;
  readonly now: Instant;
}

/**
 * The recipient's rows: planned, for the sweep to queue when they are due, or skipped with their reason. Everything is
 * asked again at the instant of sending, as for any mail. Pure.
 */
export const broadcastRows = (
  { profile, address }: Recipient,
  { broadcast, campaign, segment, brand, consent, now }: BroadcastFacts,
): readonly Send[] => {
  if (address === undefined) return [];
  const { zone } = zoneOf(profile, brand);
  const hash = addressHash(address);
  const applied = {
    name: BROADCAST,
    messageId: broadcast.runId,
    source: 'broadcast',
    at: dueIn(broadcast.time, zone) ?? now,
    receivedAt: broadcast.startedAt,
    properties: { segment: segment.name },
  };
  const entryKey = broadcastEntryKey(broadcast.runId, hash);
  const match = { campaign, applied, entryKey, address, addressHash: hash, isAddressNamed: false, zone };
  const rows = decide(match, profile, { now, brand, epochOf: () => consent?.epoch ?? 0, sends: [] });
  return rows.map((row) => {
    if (row.state !== 'planned') return row;
    // Of all arms alike: a million who never agreed need not wait for a sender to say so.
    const refusal = campaign.kind.transactional ? undefined : refusalOf(consent, campaign.kind.topic);
    if (refusal !== undefined) return withoutConsent(row, now, refusal);
    return { ...row, queued: 0, wakeAt: row.dueAt };
  });
};

const withoutConsent = (row: Send, now: Instant, grounds: Grounds): Send => ({
  ...row,
  ...{ state: 'skipped', reason: 'no_consent', grounds, wakeAt: undefined, queued: 0 },
  history: [{ state: 'skipped', at: now, reason: 'no_consent' }],
});

/** When its mails are due in a zone; undefined where no clock there shows such a time. */
export const dueIn = (time: BroadcastTime, zone: string): Instant | undefined => {
  if ('at' in time) return time.at;
  if ('local' in time) return instantOfWallTime(time.local, zone);
  return assertNever(time);
};
