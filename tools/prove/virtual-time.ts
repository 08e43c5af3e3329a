import type { Clock } from '../../lambdas/ports/clock.ts';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

export interface VirtualTime extends Clock {
  /** Fires what was set, in order of time, until there is nothing left or `isDone`. Awaits whatever follows from each. */
  run(isDone: () => boolean): Promise<void>;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock for millions of sleeps: those that end at the same instant end together. */
export const virtualTime = (start: number): VirtualTime => {
  let now = start;
  /** Instants with timers, as a binary heap, and what fires at each. */
  const heap: number[] = [];
  const timersAt = new Map<number, Timer[]>();

  const swap = (i: number, j: number): void => {
    const [a = 0, b = 0] = [heap[i], heap[j]];
    heap[i] = b;
    heap[j] = a;
  };
  const push = (at: number): void => {
    heap.push(at);
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if ((heap[parent] ?? 0) <= (heap[i] ?? 0)) return;
      swap(i, parent);
      i = parent;
    }
  };
  const pop = (): number | undefined => {
    const [first] = heap;
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    heap[0] = last;
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const least = (heap[right] ?? Infinity) < (heap[left] ?? Infinity) ? right : left;
      if ((heap[least] ?? Infinity) >= (heap[i] ?? 0)) return first;
      swap(i, least);
      i = least;
    }
  };

  return {
    now: () => now,
    sleep: (ms) =>
      new Promise((resolve) => {
        const at = now + Math.max(0, Math.ceil(ms));
        const timers = timersAt.get(at);
        if (timers === undefined) {
          timersAt.set(at, [{ at, fire: resolve }]);
          push(at);
        } else timers.push({ at, fire: resolve });
      }),
    run: async (isDone) => {
      for (await nextTurn(); !isDone(); await nextTurn()) {
        const at = pop();
        if (at === undefined) return;
        now = at;
        const due = timersAt.get(at) ?? [];
        timersAt.delete(at);
        for (const { fire } of due) fire();
      }
    },
  };
};
