import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Instant } from '../../lambdas/core/event/event.ts';
import type { CloudClock } from './clock.ts';
import type { Worker } from './worker.ts';

/** Runs the workers: by hand and in order while the clock is held, as work arrives once it is released. */
export interface WorkLoop {
  /** Held: runs until nothing is due at the present instant. Released: waits until no worker is at work. */
  settle(): Promise<void>;
  /** Held: moves the clock, stopping wherever something falls due on the way. */
  advanceTo(instant: Instant): Promise<void>;
  /** Held: moves the clock as far as it takes until nothing is left to do, at most to `until`. */
  drain(until?: Instant): Promise<void>;
  /** Something may have become due. */
  wake(): void;
}

const earliest = (instants: readonly (Instant | undefined)[]): Instant | undefined =>
  instants.reduce((least, at) => (at === undefined || (least !== undefined && least <= at) ? least : at), undefined);

export const workLoop = (
  clock: CloudClock,
  workers: readonly Worker[],
  report: (worker: string, error: unknown) => void,
): WorkLoop => {
  /** A worker that sleeps (a back-off inside a function) would wait for ever on a held clock: time is moved for it. */
  const whileTimePasses = async <Value>(work: Promise<Value>): Promise<Value> => {
    let done = false;
    const mark = () => {
      done = true;
    };
    work.then(mark, mark);
    await Promise.resolve();
    while (!done) {
      await nextTurn();
      const next = clock.nextTimerAt();
      if (!done && clock.sleepers() > 0 && next !== undefined) await clock.advanceTo(next);
    }
    return work;
  };
  const settleHeld = async (): Promise<void> => {
    for (let worked = true; worked; ) {
      worked = false;
      for (const worker of workers) {
        const next = worker.nextDueAt();
        if (next !== undefined && next <= clock.now() && (await whileTimePasses(worker.runDue()))) worked = true;
      }
    }
  };
  const nextDueAt = (wanted: (worker: Worker) => boolean): Instant | undefined =>
    earliest([...workers.filter(wanted).map((worker) => worker.nextDueAt()), clock.nextTimerAt()]);

  const atWork = new Map<Worker, Promise<void>>();
  let disarm: (() => void) | undefined;
  let armedFor = Infinity;
  const runReleased = async (worker: Worker): Promise<void> => {
    try {
      // Yielding to the sockets between rounds keeps the fronts answering while much is to be done.
      while (await worker.runDue()) await nextTurn();
    } catch (error) {
      report(worker.name, error);
    }
  };
  let isWaking = false;
  /** After the caller's own turn, so that the records of one request meet the function as one batch. */
  const wake = (): void => {
    if (isWaking || clock.isHeld()) return;
    isWaking = true;
    queueMicrotask(wakeNow);
  };
  const wakeNow = (): void => {
    isWaking = false;
    for (const worker of workers) {
      const next = worker.nextDueAt();
      if (next === undefined || next > clock.now() || atWork.has(worker)) continue;
      const run = runReleased(worker).finally(() => {
        atWork.delete(worker);
        wake();
      });
      atWork.set(worker, run);
    }
    const next = earliest(workers.filter((worker) => !atWork.has(worker)).map((worker) => worker.nextDueAt()));
    if (next === undefined || next === armedFor) return;
    disarm?.();
    armedFor = next;
    disarm = clock.at(next, () => {
      armedFor = Infinity;
      wake();
    });
  };
  const advanceTo = async (instant: Instant): Promise<void> => {
    await settleHeld();
    for (let next = nextDueAt(() => true); next !== undefined && next <= instant; next = nextDueAt(() => true)) {
      await clock.advanceTo(Math.max(next, clock.now()));
      await settleHeld();
    }
    await clock.advanceTo(instant);
  };
  return {
    wake,
    advanceTo,
    settle: async () => {
      if (clock.isHeld()) return settleHeld();
      // A wake that was just asked for comes first.
      for (await nextTurn(); atWork.size > 0; await nextTurn()) await Promise.all(atWork.values());
    },
    drain: async (until = Infinity) => {
      await settleHeld();
      const isWork = (worker: Worker) => worker.background !== true;
      for (let next = nextDueAt(isWork); next !== undefined && next <= until; next = nextDueAt(isWork))
        await advanceTo(Math.max(next, clock.now()));
    },
  };
};
