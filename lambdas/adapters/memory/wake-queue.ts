import type { Instant } from '../../core/event/event.ts';
import type { SendId } from '../../core/send/send.ts';

interface Entry {
  readonly wakeAt: Instant;
  readonly sendId: SendId;
}

const isEarlier = (a: Entry, b: Entry): boolean =>
  a.wakeAt < b.wakeAt || (a.wakeAt === b.wakeAt && a.sendId < b.sendId);

/**
 * A binary heap of wake times, earliest first. An entry whose row has moved on stays in it until it comes up, and is
 * then dropped: `wakeAtOf` says where a row stands now. So asking when nothing is due costs next to nothing.
 */
export const wakeQueue = (wakeAtOf: (sendId: SendId) => Instant | undefined) => {
  const heap: Entry[] = [];

  const swap = (i: number, j: number) => {
    const [a, b] = [heap[i], heap[j]];
    if (a === undefined || b === undefined) return;
    heap[i] = b;
    heap[j] = a;
  };
  const before = (i: number, j: number): boolean => {
    const [a, b] = [heap[i], heap[j]];
    return a !== undefined && b !== undefined && isEarlier(a, b);
  };
  const push = (entry: Entry) => {
    heap.push(entry);
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!before(i, parent)) return;
      swap(i, parent);
      i = parent;
    }
  };
  const pop = (): Entry | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    heap[0] = last;
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const least = before(right, left) ? right : left;
      if (!before(least, i)) return first;
      swap(i, least);
      i = least;
    }
  };
  const dropStale = () => {
    for (let first = heap[0]; first !== undefined && wakeAtOf(first.sendId) !== first.wakeAt; first = heap[0]) pop();
  };

  return {
    push,
    next(): Instant | undefined {
      dropStale();
      return heap[0]?.wakeAt;
    },
    /** Up to `limit` rows to wake by `until`, earliest first, each once; they stay in the queue. */
    due(until: Instant, limit: number): readonly SendId[] {
      const found = new Map<SendId, Entry>();
      for (dropStale(); found.size < limit; dropStale()) {
        const first = heap[0];
        if (first === undefined || first.wakeAt > until) break;
        pop();
        found.set(first.sendId, first);
      }
      for (const entry of found.values()) push(entry);
      return [...found.keys()];
    },
  };
};
