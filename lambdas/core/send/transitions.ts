import { assertNever } from '../assert-never.ts';
import type { Instant } from '../event/event.ts';
import type { AddressHash } from '../identity/identity.ts';
import type { Grounds, Reason, Send, SendState } from './send.ts';
import { CLAIM_GRACE_MS, LONGEST_RETRY_MS, retryAfterMs } from './timing.ts';

const HISTORY_KEPT = 30;

/** How a send can end without a mail. */
export type Ending = Extract<SendState, 'skipped' | 'suppressed' | 'superseded' | 'expired' | 'parked' | 'failed'>;

const moved = (row: Send, state: SendState, at: Instant, reason?: Reason): Send => ({
  ...row,
  revision: row.revision + 1,
  state,
  reason,
  history: [...row.history, reason === undefined ? { state, at } : { state, at, reason }].slice(-HISTORY_KEPT),
});

/** The row is done with, without a mail; after an uncertain attempt nobody can say so, and it is parked. */
export const ended = (row: Send, ending: Ending, reason: Reason, at: Instant, grounds?: Grounds): Send => ({
  ...moved(row, row.uncertain ? 'parked' : ending, at, reason),
  grounds,
  wakeAt: undefined,
});

/** Still planned; someone looks again at `wakeAt`. */
export const postponed = (
  row: Send,
  to: { readonly wakeAt: Instant; readonly dueAt?: Instant; readonly expiresAt?: Instant; readonly ttl?: number },
): Send => ({
  ...row,
  revision: row.revision + 1,
  wakeAt: to.wakeAt,
  dueAt: to.dueAt ?? row.dueAt,
  expiresAt: to.expiresAt ?? row.expiresAt,
  ttl: Math.max(to.ttl ?? row.ttl, row.ttl),
  queued: 0,
});

/** About to be queued: if nobody acts on it, it is queued again, later each time. */
export const queuedAgain = (row: Send, at: Instant): Send => ({
  ...row,
  revision: row.revision + 1,
  queued: row.queued + 1,
  wakeAt: at + retryAfterMs(row.queued + 1),
});

export interface Claim {
  readonly claimId: string;
  readonly at: Instant;
  readonly campaignVersion: string;
  readonly address: string;
  readonly addressHash: AddressHash;
  readonly epoch: number;
  readonly subject: string;
  readonly capDay?: string;
  readonly grounds?: Grounds;
}

/** From here on SES may have been called. */
export const claimed = (
  row: Send,
  { claimId, at, campaignVersion, address, addressHash, epoch, subject, capDay, grounds }: Claim,
): Send => ({
  ...moved(row, 'claimed', at),
  claimId,
  campaignVersion,
  address,
  addressHash,
  epoch,
  subject,
  capDay,
  grounds,
  attempts: row.attempts + 1,
  wakeAt: at + CLAIM_GRACE_MS,
});

/** SES said for certain that nothing was sent. The unit of the cap is returned in the same write. */
export const released = (row: Send, outcome: 'throttled' | 'paused' | 'rejected', at: Instant): Send => {
  switch (outcome) {
    case 'rejected':
      return { ...ended(row, 'failed', 'rejected', at), capDay: undefined };
    case 'throttled':
    case 'paused':
      return {
        ...moved(row, 'planned', at),
        capDay: undefined,
        attempts: row.attempts - 1,
        queued: row.queued + 1,
        wakeAt: at + (outcome === 'paused' ? LONGEST_RETRY_MS : retryAfterMs(row.queued + 1)),
      };
    default:
      return assertNever(outcome);
  }
};

/**
 * No word from SES within the grace. A transactional mail goes once more, since it is missed more than it is minded
 * twice; a second time, or a marketing mail, is parked. The unit of the cap stays taken: it may have been sent.
 */
export const unsettled = (row: Send, at: Instant): Send => {
  const uncertain = { ...row, uncertain: true };
  return row.transactional && row.attempts < 2
    ? { ...moved(uncertain, 'planned', at, 'uncertain'), queued: 1, wakeAt: at + retryAfterMs(1) }
    : ended(uncertain, 'parked', 'uncertain', at);
};

/** What SES reports of a mail, as a state of its send. */
export type Reported = Extract<SendState, 'sent' | 'delivered' | 'bounced' | 'complained' | 'failed'>;

/** The further a mail is known to have come. Whatever is not here, SES had not been heard of yet. */
const RANK: Readonly<Record<Reported, number>> = { sent: 1, failed: 2, delivered: 3, bounced: 4, complained: 5 };

const rankOf = (row: Send): number => {
  switch (row.state) {
    case 'sent':
    case 'delivered':
    case 'bounced':
    case 'complained':
      return RANK[row.state];
    case 'failed':
      return row.sesMessageId === undefined ? 0 : RANK.failed;
    case 'planned':
    case 'claimed':
    case 'skipped':
    case 'suppressed':
    case 'superseded':
    case 'expired':
    case 'parked':
      return 0;
    default:
      return assertNever(row.state);
  }
};

/**
 * SES's word moves the row forward by rank, from whatever state it is in; undefined where it says nothing new. So
 * events that come twice, late or out of order all leave the same state.
 */
export const reported = (row: Send, state: Reported, at: Instant, sesMessageId: string): Send | undefined => {
  if (RANK[state] <= rankOf(row)) return undefined;
  return {
    ...moved(row, state, at, state === 'failed' ? 'rejected' : undefined),
    sesMessageId: row.sesMessageId ?? sesMessageId,
    wakeAt: undefined,
  };
};
