import type { Instant } from '../core/event/event.ts';
import { isGeneral, isInForce } from '../core/send/hold.ts';
import type { Send, SendId } from '../core/send/send.ts';
import { rateLimitOf } from '../core/send/send-rate.ts';
import { ended, queuedAgain, unsettled } from '../core/send/transitions.ts';
import { LANES, WAKE_SHARDS } from '../core/send/wake-shard.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import type { SendQueues } from '../ports/send-queues.ts';
import type { SendQuotas } from '../ports/send-rate.ts';
import { PlainError } from '../steps/conceal-errors.ts';
import { countEnding } from '../steps/count-ending.ts';
import { countFailure } from '../steps/count-failure.ts';
import { type WatchReceptionPorts, watchReception } from '../steps/watch-reception.ts';

export interface SweepSendsPorts extends WatchReceptionPorts {
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

/** How many more marketing messages may be queued; a sweep's shards share it. */
interface Allowance {
  left: number;
}

/**
 * Looks after every send that somebody must still act on: queues what is due, drops what expired unheard, and takes up
 * claims whose maker can no longer be at work. Waiting, retrying and recovering are this one mechanism. Of marketing
 * mail it queues what SES can take: the ledger, not the queue, holds what waits.
 */
export const sweepSends =
  (ports: SweepSendsPorts) =>
  async ({ shard }: SweepRequest): Promise<void> => {
    const startedAt = ports.clock.now();
    const failures = [...(await watch(ports))];
    const allowance = { left: await allowanceOf(ports) };
    const lanes = shard === undefined ? LANES.map((lane) => WAKE_SHARDS[lane]) : [[shard]];
    // One lane after the other: those behind share what the ones before them left.
    for (const shards of lanes)
      failures.push(...(await Promise.all(shards.map((each) => sweepShard(ports, each, startedAt, allowance)))).flat());
    for (const failure of failures) countFailure(ports.metrics, 'sweep-sends', failure);
    // Said only now: one row that cannot be written must not keep those behind it waiting.
    if (failures.length > 0) throw new PlainError(`${failures.length} sends could not be swept`);
  };

/** Says each minute what holds mail back; that it could not be found out keeps no row waiting. */
const watch = async (ports: SweepSendsPorts): Promise<readonly unknown[]> => {
  const { clock, metrics } = ports;
  try {
    for (const hold of await watchReception(ports))
      if (isInForce(hold, clock.now()) && isGeneral(hold)) metrics.count('SendingHeld', 1, { Hold: hold.name });
    return [];
  } catch (error) {
    return [error];
  }
};

const allowanceOf = async ({ quotas, queues }: SweepSendsPorts): Promise<number> => {
  const quota = await quotas.read();
  if (quota === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, rateLimitOf(quota).marketing * QUEUED_SECONDS - (await queues.waiting()));
};

/** What went wrong, row by row. */
const sweepShard = async (
  ports: SweepSendsPorts,
  shard: number,
  startedAt: Instant,
  allowance: Allowance,
): Promise<readonly unknown[]> => {
  const failures: unknown[] = [];
  // The index lags behind the rows: one that was just written may be listed once more.
  const met = new Set<SendId>();
  while (ports.clock.now() - startedAt <= BUDGET_MS) {
    const page = await ports.ledger.due(shard, startedAt, PAGE);
    const rows = page.filter(({ sendId }) => !met.has(sendId));
    if (rows.length === 0) break;
    for (const { sendId } of rows) met.add(sendId);
    for (let from = 0; from < rows.length; from += AT_ONCE)
      failures.push(...(await wake(ports, rows.slice(from, from + AT_ONCE), allowance)));
    if (page.length < PAGE) break;
  }
  return failures;
};

/** First the row, then the message: a crash between them only makes the send wait for its next turn. */
const wake = async (
  { ledger, queues, clock, metrics }: SweepSendsPorts,
  rows: readonly Send[],
  allowance: Allowance,
): Promise<readonly unknown[]> => {
  const attempts = await Promise.allSettled(
    rows.map(async (row) => {
      const next = nextOf(row, clock.now());
      if (next === undefined || !mayQueue(next, allowance)) return [];
      // Somebody else was there first: a revision is written once, so whose claim it was does not matter.
      return (await ledger.write(next)) === 'written' ? [next] : [];
    }),
  );
  const written = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? attempt.value : []));
  for (const row of written) countEnding(metrics, row);
  const toQueue = written.filter(({ state }) => state === 'planned');
  const failures = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
  try {
    if (toQueue.length > 0)
      await queues.enqueue(toQueue.map(({ sendId, transactional }) => ({ sendId, transactional })));
  } catch (error) {
    failures.push(error); // their next turn queues them again; those behind them need not wait for it
  }
  return failures;
};

/** Marketing mail beyond the allowance stays where it is, first in its lane at the next sweep. */
const mayQueue = ({ state, transactional }: Send, allowance: Allowance): boolean => {
  if (state !== 'planned' || transactional) return true;
  if (allowance.left < 1) return false;
  allowance.left -= 1;
  return true;
};

/**
 * What becomes of a row whose time has come. One that was never queued is not expired here but by the sender, who
 * alone knows whether a cart's last change has moved its time.
 */
const nextOf = (row: Send, now: Instant): Send | undefined => {
  if (row.wakeAt === undefined || row.wakeAt > now) return undefined;
  switch (row.state) {
    case 'planned':
      return row.expiresAt <= now && row.queued > 0 ? ended(row, 'expired', 'too_late', now) : queuedAgain(row, now);
    case 'claimed':
      return unsettled(row, now);
    default:
      return undefined; // done with: a stale entry of the index
  }
};
