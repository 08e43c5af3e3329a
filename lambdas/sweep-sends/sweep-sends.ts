import type { Instant } from '../core/event/event.ts';
import type { Send, SendId } from '../core/send/send.ts';
import { ended, queuedAgain, unsettled } from '../core/send/transitions.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import { type SendLedger, WAKE_SHARDS } from '../ports/send-ledger.ts';
import type { SendQueues } from '../ports/send-queues.ts';
import { PlainError } from '../steps/conceal-errors.ts';
import { countEnding } from '../steps/count-ending.ts';
import { countFailure } from '../steps/count-failure.ts';

export interface SweepSendsPorts {
  readonly ledger: Pick<SendLedger, 'due' | 'write'>;
  readonly queues: SendQueues;
  readonly clock: Clock;
  readonly metrics: Metrics;
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

/**
 * Looks after every send that somebody must still act on: queues what is due, drops what expired unheard, and takes up
 * claims whose maker can no longer be at work. Waiting, retrying and recovering are this one mechanism.
 */
export const sweepSends =
  (ports: SweepSendsPorts) =>
  async ({ shard }: SweepRequest): Promise<void> => {
    const startedAt = ports.clock.now();
    const shards = shard === undefined ? Array.from({ length: WAKE_SHARDS }, (_, index) => index) : [shard];
    const failures = (await Promise.all(shards.map((each) => sweepShard(ports, each, startedAt)))).flat();
    for (const failure of failures) countFailure(ports.metrics, 'sweep-sends', failure);
    // Said only now: one row that cannot be written must not keep those behind it waiting.
    if (failures.length > 0) throw new PlainError(`${failures.length} sends could not be swept`);
  };

/** What went wrong, row by row. */
const sweepShard = async (ports: SweepSendsPorts, shard: number, startedAt: Instant): Promise<readonly unknown[]> => {
  const failures: unknown[] = [];
  // The index lags behind the rows: one that was just written may be listed once more.
  const met = new Set<SendId>();
  while (ports.clock.now() - startedAt <= BUDGET_MS) {
    const page = await ports.ledger.due(shard, startedAt, PAGE);
    const rows = page.filter(({ sendId }) => !met.has(sendId));
    if (rows.length === 0) break;
    for (const { sendId } of rows) met.add(sendId);
    for (let from = 0; from < rows.length; from += AT_ONCE)
      failures.push(...(await wake(ports, rows.slice(from, from + AT_ONCE))));
    if (page.length < PAGE) break;
  }
  return failures;
};

/** First the row, then the message: a crash between them only makes the send wait for its next turn. */
const wake = async (
  { ledger, queues, clock, metrics }: SweepSendsPorts,
  rows: readonly Send[],
): Promise<readonly unknown[]> => {
  const attempts = await Promise.allSettled(
    rows.map(async (row) => {
      const next = nextOf(row, clock.now());
      // Somebody else was there first: a revision is written once, so whose claim it was does not matter.
      return next !== undefined && (await ledger.write(next)) === 'written' ? [next] : [];
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
