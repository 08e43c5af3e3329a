import type { Instant } from '../core/event/event.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { EventStream, OutgoingRecord } from '../ports/event-stream.ts';
import { jitteredWait } from '../steps/wait-out.ts';

export interface PutPorts {
  readonly events: EventStream;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Puts again, alone, what a throttled shard did not take, while the next wait still ends before the deadline; returns
 * what is not stored by then. A whole batch that is sent again would be stored again, and meet the same shard. What
 * the stream throws is thrown at once: it has been tried again already, and requests that wait for a stream that is
 * away would take the account's concurrency from everybody.
 */
export const putInTime = async (
  { events, clock, random }: PutPorts,
  deadline: Instant,
  records: readonly OutgoingRecord[],
): Promise<readonly OutgoingRecord[]> => {
  let waiting = records;
  for (let tries = 0; ; tries += 1) {
    const missing = new Set(await events.put(waiting));
    waiting = waiting.filter((_, index) => missing.has(index));
    if (waiting.length === 0) return waiting;
    const wait = jitteredWait(random, tries);
    if (clock.now() + wait >= deadline) return waiting;
    await clock.sleep(wait);
  }
};
