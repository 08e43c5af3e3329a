import type { CloudClock } from '../cloud/clock.ts';
import type { Worker } from '../cloud/worker.ts';

/**
 * Who goes on next. Every call of a port waits here until it is let through, one or several at a time, as the seeded
 * chance says: so that functions meet each other at every await, and meet the same way again.
 */
export interface Interleaving {
  /** Resolves when it is this call's turn. */
  turn(): Promise<void>;
  /** Runs workers side by side and moves the clock until nothing is left to do, or the clock would pass `until`. */
  run(until: number): Promise<void>;
}

export interface InterleavingProps {
  readonly clock: CloudClock;
  readonly fraction: () => number;
  readonly workers: () => readonly Worker[];
  /** Of the history's own: what happens at this instant, and when something happens next. */
  readonly act: () => void;
  readonly nextActAt: () => number | undefined;
}

/** A history that goes on for longer than this many rounds does not come to rest. */
const MOST_ROUNDS = 2_000_000;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const interleaving = (props: InterleavingProps): Interleaving => {
  const { clock, fraction } = props;
  let waiting: (() => void)[] = [];

  const letThrough = (): void => {
    if (fraction() < 0.6) {
      const all = waiting;
      waiting = [];
      // From a random place on, so that nobody is always the first.
      const start = Math.floor(fraction() * all.length);
      for (let index = 0; index < all.length; index += 1) all[(start + index) % all.length]?.();
      return;
    }
    const index = Math.floor(fraction() * waiting.length);
    const chosen = waiting[index];
    waiting.splice(index, 1);
    chosen?.();
  };

  const startDue = (): boolean => {
    let started = false;
    for (const worker of props.workers()) {
      const due = worker.nextDueAt();
      if (due === undefined || due > clock.now()) continue;
      started = true;
      // What a worker throws, as a sweep's failure, the next one makes up for.
      worker.runDue().catch(() => undefined);
    }
    return started;
  };

  const nextAt = (): number => {
    let next = Math.min(clock.nextTimerAt() ?? Infinity, props.nextActAt() ?? Infinity);
    for (const worker of props.workers()) {
      if (worker.background === true) continue;
      next = Math.min(next, worker.nextDueAt() ?? Infinity);
    }
    return next;
  };

  return {
    turn: () => new Promise((resolve) => waiting.push(resolve)),
    run: async (until) => {
      for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
        props.act();
        const started = startDue();
        await nextTurn();
        if (waiting.length > 0) letThrough();
        else if (!started) {
          const next = nextAt();
          if (next === Infinity || next > until) {
            if (until !== Infinity) await clock.advanceTo(Math.max(until, clock.now()));
            return;
          }
          await clock.advanceTo(Math.max(next, clock.now()));
        }
      }
      throw new Error('the history does not come to rest');
    },
  };
};
