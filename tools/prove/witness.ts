import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import type { IdentityId } from '../../lambdas/core/identity/identity.ts';
import type { CircuitThresholds } from '../../lambdas/core/send/circuit.ts';
import { HOLDS_KEPT_MS, type Hold, holdOn } from '../../lambdas/core/send/hold.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import { SEND_EMAIL_TIMEOUT_MS } from '../../lambdas/core/send/timing.ts';
import type { ConsentStore } from '../../lambdas/ports/consent-store.ts';
import type { FailedEvents } from '../../lambdas/ports/failed-events.ts';
import type { Mail, Mailer } from '../../lambdas/ports/mailer.ts';
import type { CommitOutcome, ProfileChange, ProfileStore } from '../../lambdas/ports/profile-store.ts';
import type { SendHolds } from '../../lambdas/ports/send-holds.ts';
import type { SendLedger } from '../../lambdas/ports/send-ledger.ts';
import type { SendingHealth } from '../../lambdas/ports/sending-health.ts';
import type { WrapPort } from '../cloud/cloud-functions.ts';
import type { CloudStores } from '../cloud/cloud-stores.ts';
import { circuitWatch } from './circuit-watch.ts';
import { skipReasons } from './skip-reasons.ts';

/** One mail that SES took. */
export interface Accepted {
  readonly sendId: string;
  readonly at: number;
  /** Of the claim that it was mailed under. */
  readonly claimedAt: number;
  readonly to: string;
  readonly campaign: string;
}

/** What really happened, as the stores and SES saw it: no fault stands between them and this. */
export interface Witness {
  readonly wrap: WrapPort;
  readonly accepted: readonly Accepted[];
  /** Claims of each send so far. */
  readonly claims: ReadonlyMap<string, number>;
  /** When each row came into the ledger. */
  readonly plannedAt: ReadonlyMap<string, number>;
  /** Calls to SES, whatever became of them. */
  readonly calls: ReadonlyMap<string, number>;
  readonly rare: ReadonlyMap<string, number>;
  readonly violations: readonly string[];
  count(state: string): void;
  /** Somebody let all sending go on: the circuit counts anew from then on. */
  onResumed(at: number): void;
  /** Was a claim of this send refused while no unit was left of the address's day? */
  wasCapFull(row: Send): boolean;
}

/** What a sender had read before, it goes by until its time is over. */
const HOLD_TAKES_MS = HOLDS_KEPT_MS + SEND_EMAIL_TIMEOUT_MS;

/** The circuit opens with the news, or with a sweep soon after: each minute, unless several of them fail. */
const SWEPT_WITHIN_MS = 5 * 60_000;

/** A cap counts by address and day. */
const dayOf = ({ addressHash, capDay }: Send): string => `${addressHash} ${capDay}`;

const minuteFormats = new Map<string, Intl.DateTimeFormat>();

/** Hour on the wall, by the runtime's own calendar; undefined for no zone. */
const hourIn = (zone: string, at: number): number | undefined => {
  try {
    const format =
      minuteFormats.get(zone) ??
      new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
    minuteFormats.set(zone, format);
    return Number(format.format(at));
  } catch {
    return undefined;
  }
};

export const witness = (
  stores: () => CloudStores,
  book: CampaignBook,
  thresholds: CircuitThresholds,
  now: () => number,
): Witness => {
  const { brand } = book;
  const accepted: Accepted[] = [];
  const claims = new Map<string, number>();
  const claimedAt = new Map<string, number>();
  const calls = new Map<string, number>();
  const plannedAt = new Map<string, number>();
  const rare = new Map<string, number>();
  const violations: string[] = [];
  const capRefusals = new Set<string>();
  const reasons = skipReasons(book);
  const circuit = circuitWatch(thresholds);
  const unitsTaken = new Map<string, number>();
  /** Profiles that an unmerge wrote, and when. */
  const takenApartAt = new Map<IdentityId, number>();
  const count = (state: string): void => void rare.set(state, (rare.get(state) ?? 0) + 1);
  const add = (map: Map<string, number>, key: string, by = 1): number => {
    const sum = (map.get(key) ?? 0) + by;
    map.set(key, sum);
    return sum;
  };

  /** Holds that every sender must have heard of. */
  const inForceFor = (ms: number): readonly Hold[] =>
    [...stores().holds.holds.values()].filter(({ at }) => now() - at > ms);

  /** Everything that forbids a mail, asked of the stores in the very step of its claim. */
  const checkClaim = (row: Send, before: Send | undefined): void => {
    const what = `${row.campaign}/${row.step} ${row.sendId}`;
    if (before?.state !== 'planned') violations.push(`claimed out of ${before?.state}: ${what}`);
    add(claims, row.sendId);
    claimedAt.set(row.sendId, now());
    if (row.addressHash === undefined) return void violations.push(`claimed without an address: ${what}`);
    const consent = stores().consents.consents.get(row.addressHash);
    if (consent?.suppression !== undefined) violations.push(`claimed for a suppressed address: ${what}`);
    if ((consent?.epoch ?? 0) !== row.epoch) violations.push(`claimed for another epoch: ${what}`);
    const hold = holdOn(row, inForceFor(HOLD_TAKES_MS), now());
    if (hold !== undefined) violations.push(`claimed under the hold ${hold.name}: ${what}`);
    const cutAt = takenApartAt.get(homeOf(row.profileId));
    if (cutAt !== undefined && (plannedAt.get(row.sendId) ?? 0) < cutAt)
      violations.push(`claimed for the one person that two were taken for: ${what}`);
    if (row.transactional) return;
    const forbiddenMs = circuit.forbiddenFor(now()) ?? 0;
    if (forbiddenMs > HOLD_TAKES_MS + SWEPT_WITHIN_MS)
      violations.push(`claimed ${Math.round(forbiddenMs / 1000)} s after the circuit had to open: ${what}`);
    if (consent?.topics.promotions?.subscribed !== true) violations.push(`claimed after an opt-out: ${what}`);
    if (row.capDay === undefined) violations.push(`claimed outside the cap: ${what}`);
    const units = add(unitsTaken, dayOf(row));
    if (units > brand.caps.perDay) violations.push(`claimed over a full cap (${units}): ${what}`);
    if (units === brand.caps.perDay) count('the last unit of a cap taken');
    checkQuiet(row, what);
  };

  const checkQuiet = (row: Send, what: string): void => {
    const states = stores().profiles.states;
    if (states.get(row.profileId)?.kind === 'redirect') count('a send followed its profile into another');
    const state = states.get(homeOf(row.profileId));
    if (state?.kind !== 'profile') return void violations.push(`claimed for nobody: ${what}`);
    const { profile } = state;
    const own = profile.traits.timezone?.value;
    const hour = (typeof own === 'string' ? hourIn(own, now()) : undefined) ?? hourIn(brand.zone, now()) ?? 12;
    const awake = now() - profile.lastSeenAt < (brand.quietHours?.exceptActiveWithinMs ?? 0);
    if (brand.quietHours !== undefined && (hour >= 21 || hour < 8)) {
      if (!awake) violations.push(`claimed at ${hour} o'clock at night: ${what}`);
      else count('mailed at night to somebody awake');
    }
    if (row.cartKey !== undefined && profile.cart.key !== row.cartKey)
      violations.push(`claimed for a cart that is gone: ${what}`);
  };

  const onWritten = (row: Send, before: Send | undefined): void => {
    // A goal may be written to a row that is claimed: that is no other claim.
    if (row.state === 'claimed' && row.claimId !== before?.claimId) checkClaim(row, before);
    if (before?.state === 'claimed' && before.capDay !== undefined && row.capDay === undefined) {
      add(unitsTaken, dayOf(before), -1);
      count('a unit of a cap returned');
    }
    if (row.state === 'parked') count('parked');
    if (before?.state === 'parked') count('parked, then heard of');
    if (row.state === 'planned' && before?.state === 'claimed' && row.uncertain)
      count('transactional mail to be sent again');
    if (row.state === 'superseded') count('superseded by another cart');
    if (row.reason === 'daily_cap') count('skipped for a full cap');
    if (row.state === 'suppressed') count('suppressed at the instant of sending');
    if (row.reason === 'exited') count('exited before its mail');
    if (row.state === 'expired') count('expired');
    if (row.reason === 'no_consent') count('skipped without consent');
    if (row.reason === 'nothing_to_show') count('nothing left to show');
    if (before?.state === 'planned' && row.state === 'planned' && row.queued === 0 && before.queued > 0)
      count('postponed at the instant of sending');
  };

  const checkReason = (name: string, row: Send): void => {
    if (!name.startsWith('send-email.') || !['skipped', 'suppressed', 'superseded'].includes(row.state)) return;
    const contradiction = reasons.contradiction(row);
    if (contradiction !== undefined) violations.push(contradiction);
  };

  const watchLedger = (name: string, ledger: SendLedger): SendLedger => ({
    ...ledger,
    plan: (rows) => {
      const planning = ledger.plan(rows);
      // The store puts them before it answers.
      for (const { sendId } of rows) if (!plannedAt.has(sendId)) plannedAt.set(sendId, now());
      return planning;
    },
    write: (row, conditions) => {
      const before = stores().ledger.rows.get(row.sendId);
      // A campaign of a lower priority leaves some units alone.
      const limit =
        conditions?.cap !== undefined && 'take' in conditions.cap ? conditions.cap.take.limit : brand.caps.perDay;
      const isFull = (unitsTaken.get(dayOf(row)) ?? 0) >= limit;
      const writing = ledger.write(row, conditions);
      const after = stores().ledger.rows.get(row.sendId);
      // The store may keep a copy; a revision is written once.
      if (after !== before && after?.revision === row.revision) {
        onWritten(row, before);
        checkReason(name, row);
      }
      return writing.then((outcome) => {
        const function_ = name.split('.')[0];
        if (outcome === 'row_changed') count(`${function_} lost a race for a row`);
        if (outcome === 'profile_changed') {
          const id = conditions?.profile?.id;
          const merged = id !== undefined && stores().profiles.states.get(id)?.kind !== 'profile';
          count(merged ? 'a merge during a claim' : 'a profile changed during a claim');
        }
        if (outcome === 'consent_changed') count('consent changed during a claim');
        if (outcome === 'cap_full') {
          count('cap full in the claim itself');
          if (isFull) capRefusals.add(row.sendId);
          else violations.push(`refused for a cap that is not full: ${row.campaign}/${row.step} ${row.sendId}`);
        }
        return outcome;
      });
    },
  });

  const homeOf = (id: IdentityId): IdentityId => {
    const state = stores().profiles.states.get(id);
    return state?.kind === 'redirect' ? homeOf(state.to) : id;
  };

  const onUnmerge = (changes: readonly ProfileChange[], outcome: CommitOutcome, suffix: string): void => {
    count(`an unmerge ${suffix}`);
    if (outcome !== 'committed') return;
    for (const change of changes)
      if (change.kind === 'state' && change.state.kind === 'profile') takenApartAt.set(change.id, now());
  };

  const watchProfiles = (name: string, profiles: ProfileStore): ProfileStore => ({
    ...profiles,
    commit: async (changes) => {
      const outcome = await profiles.commit(changes);
      const has = (kind: ProfileChange['kind']): boolean => changes.some((change) => change.kind === kind);
      const suffix = outcome === 'conflict' ? 'met a conflict' : 'committed';
      if (name.startsWith('unmerge-profiles.')) onUnmerge(changes, outcome, suffix);
      if (has('chunk')) count(`a spill ${suffix}`);
      if (has('merge')) count(`a merge ${suffix}`);
      if (has('chunk') && has('merge')) count('a merge and a spill in one write');
      if (outcome === 'conflict') count('a profile write met a conflict');
      if (outcome === 'refused') count('a profile write refused for good');
      if (changes.filter(({ kind }) => kind === 'chunk').length > 1) count('ids of the future spilled apart');
      return outcome;
    },
    loadChunk: (key) => {
      count('a chunk asked');
      return profiles.loadChunk(key);
    },
  });

  const watchFailedEvents = ({ put }: FailedEvents): FailedEvents => ({
    put: async (failures) => {
      if (failures.some(({ reason }) => reason === 'quarantined')) count('events of a hot key held');
      return put(failures);
    },
  });

  const watchHolds = (holds: SendHolds): SendHolds => ({
    ...holds,
    put: (hold) => {
      if (hold.name === 'circuit') {
        count(hold.lifted === undefined ? 'the circuit opened' : 'the circuit closed by itself');
        if (hold.lifted !== undefined) circuit.onResumed(hold.lifted.at);
      }
      return holds.put(hold);
    },
  });

  const watchHealth = (health: SendingHealth): SendingHealth => ({
    ...health,
    add: (at, reception) => {
      circuit.onAdded(at, reception);
      return health.add(at, reception);
    },
  });

  const watchMailer = (mailer: Mailer): Mailer => ({
    ...mailer,
    send: (mail: Mail) => {
      const made = add(calls, mail.sendId);
      if (made > (claims.get(mail.sendId) ?? 0))
        violations.push(`SES called without a claim of its own: ${mail.campaign} ${mail.sendId}`);
      const { sendId, to, campaign } = mail;
      accepted.push({ sendId, at: now(), claimedAt: claimedAt.get(sendId) ?? now(), to, campaign });
      return mailer.send(mail);
    },
  });

  return {
    accepted,
    claims,
    calls,
    plannedAt,
    rare,
    violations,
    count,
    onResumed: (at) => circuit.onResumed(at),
    wasCapFull: ({ sendId }) => capRefusals.has(sendId),
    wrap: (name, port) => {
      if (name.endsWith('.ledger')) return { ...port, ...watchLedger(name, port as unknown as SendLedger) };
      if (name === 'send-email.profiles') return { ...port, ...reasons.watchProfiles(port as unknown as ProfileStore) };
      if (name === 'send-email.consents') return { ...port, ...reasons.watchConsents(port as unknown as ConsentStore) };
      if (name.endsWith('.profiles')) return { ...port, ...watchProfiles(name, port as unknown as ProfileStore) };
      if (name.endsWith('.failedEvents')) return { ...port, ...watchFailedEvents(port as unknown as FailedEvents) };
      if (name.endsWith('.holds')) return { ...port, ...watchHolds(port as unknown as SendHolds) };
      if (name.endsWith('.health')) return { ...port, ...watchHealth(port as unknown as SendingHealth) };
      if (name.endsWith('.mailer')) return { ...port, ...watchMailer(port as unknown as Mailer) };
      return port;
    },
  };
};
