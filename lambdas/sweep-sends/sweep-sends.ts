import type { CampaignBook } from '../core/campaign/campaign.ts';
import type { Instant } from '../core/event/event.ts';
import { type Hold, isGeneral, isInForce, pausedInFile } from '../core/send/hold.ts';
import type { Send, SendId } from '../core/send/send.ts';
import { rateLimitOf } from '../core/send/send-rate.ts';
import { LANES, WAKE_SHARDS } from '../core/send/wake-shard.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import type { SendQueues } from '../ports/send-queues.ts';
import type { SendQuotas } from '../ports/send-rate.ts';
import { PlainError } from '../steps/conceal-errors.ts';
import { countEnding } from '../steps/count-ending.ts';
import { countFailure } from '../steps/count-failure.ts';
import { countHeld } from '../steps/count-held.ts';
import { type WatchReceptionPorts, watchReception } from '../steps/watch-reception.ts';
import { nextOf } from './next-of.ts';

export interface SweepSendsPorts extends WatchReceptionPorts {
  readonly book: Pick<CampaignBook, 'campaigns'>;
  readonly ledger: Pick<SendLedger, 'due' | 'write'>;
  readonly queues: SendQueues;
  readonly quotas: SendQuotas;
}

/** One shard, or all of them where none is named. */
export interface SweepRequest {
  readonly shard?: number;
}

const PAGE = 100;
/** Rows written at a time. */
const AT_ONCE = 10;
/** The next minute's sweep goes on where this one stops. */
const BUDGET_MS = 45_000;
/** How much marketing mail lies in its queue at most, in seconds of what SES takes: enough until the next sweep. */
const QUEUED_SECONDS = 90;

/** What a sweep's shards share. */
interface Sweep {
  readonly startedAt: Instant;
  readonly holds: readonly Hold[];
  /** How many more marketing messages may be queued. */
  readonly allowance: { left: number };
}

/**
 * Looks after every send that somebody must still act on: queues what is due, drops what expired unheard, and takes up
 * claims whose maker can no longer be at work. Waiting, retrying and recovering are this one mechanism. Of marketing
 * mail it queues what SES can take: the ledger, not the queue, holds what waits. What is held it puts off by itself, so
 * that it takes nothing from those behind it.
 */
export const sweepSends =
  (ports: SweepSendsPorts) =>
  async ({ shard }: SweepRequest): Promise<void> => {
    const startedAt = ports.clock.now();
    const failures: unknown[] = [];
    const known = await orElse(failures, [], () => watch(ports));
    // Where it cannot be found out what SES takes, marketing mail waits for the next sweep; receipts and claims do not.
    const left = await orElse(failures, 0, () => allowanceOf(ports));
    const sweep = { startedAt, holds: [...known, ...pausedInFile(ports.book.campaigns)], allowance: { left } };
    const lanes = shard === undefined ? LANES.map((lane) => WAKE_SHARDS[lane]) : [[shard]];
    // One lane after the other: those behind share what the ones before them left.
    for (const shards of lanes)
      failures.push(...(await Promise.all(shards.map((each) => sweepShard(ports, each, sweep)))).flat());
    for (const failure of failures) countFailure(ports.metrics, 'sweep-sends', failure);
    // Said only now: one row that cannot be written must not keep those behind it waiting.
    if (failures.length > 0) throw new PlainError(`${failures.length} sends could not be swept`);
  };

/** What cannot be found out keeps no row waiting that does not depend on it. */
const orElse = async <T>(failures: unknown[], otherwise: T, ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    failures.push(error);
    return otherwise;
  }
};

/** Says each minute what holds mail back. */
const watch = async (ports: SweepSendsPorts): Promise<readonly Hold[]> => {
  const { clock, metrics } = ports;
  const holds = await watchReception(ports);
  for (const hold of holds)
    if (isInForce(hold, clock.now()) && isGeneral(hold)) metrics.count('SendingHeld', 1, { Hold: hold.name });
  return holds;
};

const allowanceOf = async ({ quotas, queues }: SweepSendsPorts): Promise<number> => {
  const quota = await quotas.read();
  if (quota === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, rateLimitOf(quota).marketing * QUEUED_SECONDS - (await queues.waiting()));
};

/** What went wrong, row by row. */
const sweepShard = async (ports: SweepSendsPorts, shard: number, sweep: Sweep): Promise<readonly unknown[]> => {
  const failures: unknown[] = [];
  // The index lags behind the rows: one that was just written may be listed once more.
  const met = new Set<SendId>();
  while (ports.clock.now() - sweep.startedAt <= BUDGET_MS) {
    const page = await ports.ledger.due(shard, sweep.startedAt, PAGE);
    const rows = page.filter(({ sendId }) => !met.has(sendId));
    if (rows.length === 0) break;
    for (const { sendId } of rows) met.add(sendId);
    for (let from = 0; from < rows.length; from += AT_ONCE)
      failures.push(...(await wake(ports, rows.slice(from, from + AT_ONCE), sweep)));
    if (page.length < PAGE) break;
  }
  return failures;
};

/** First the row, then the message: a crash between them only makes the send wait for its next turn. */
const wake = async (
  { ledger, queues, clock, metrics }: SweepSendsPorts,
  rows: readonly Send[],
  { holds, allowance }: Sweep,
): Promise<readonly unknown[]> => {
  const attempts = await Promise.allSettled(
    rows.map(async (row) => {
      const now = clock.now();
      const next = nextOf(row, holds, now);
      if (next === undefined || (next.kind === 'queue' && !mayQueue(next.row, now, allowance))) return [];
      // Somebody else was there first: a revision is written once, so whose claim it was does not matter.
      return (await ledger.write(next.row)) === 'written' ? [next] : [];
    }),
  );
  const written = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? attempt.value : []));
  for (const next of written) {
    if (next.kind === 'put_off') countHeld(metrics, next.row, next.by);
    else countEnding(metrics, next.row);
  }
  const toQueue = written.flatMap(({ kind, row }) => (kind === 'queue' ? [row] : []));
  const failures = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
  try {
    if (toQueue.length > 0)
      await queues.enqueue(toQueue.map(({ sendId, transactional }) => ({ sendId, transactional })));
  } catch (error) {
    failures.push(error); // their next turn queues them again; those behind them need not wait for it
  }
  return failures;
};

/**
 * Marketing mail beyond the allowance stays where it is, first in its lane at the next sweep. What is too late needs
 * none: whatever the sender finds, SES hears nothing of it now.
 */
const mayQueue = ({ transactional, expiresAt }: Send, now: Instant, allowance: Sweep['allowance']): boolean => {
  if (transactional || expiresAt <= now) return true;
  if (allowance.left < 1) return false;
  allowance.left -= 1;
  return true;
};
