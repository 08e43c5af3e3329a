import type { Instant } from '../core/event/event.ts';
import type { Clock, Random } from '../ports/clock.ts';

const SHORTEST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 10_000;

/**
 * Tries again with jitter while the next wait still ends before the deadline, then throws what the last try threw:
 * a brown-out is sat out where the work is, instead of sending healthy traffic to the failed events.
 */
export const waitOut = async <Result>(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  deadline: Instant,
  attempt: () => Promise<Result>,
): Promise<Result> => {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const wait = jitteredWait(random, tries);
      if (isDefinite(error) || clock.now() + wait >= deadline) throw error;
      await clock.sleep(wait);
    }
  }
};

/** Waiting mends none of these: what was asked can never be done, by whomever. */
const DEFINITE = [
  'ValidationException',
  'AccessDeniedException',
  'ResourceNotFoundException',
  'RangeError',
  'TypeError',
];
const isDefinite = (error: unknown): boolean => error instanceof Error && DEFINITE.includes(error.name);

/** Doubles from 50 ms to 10 s, of which a random half to whole is taken. */
export const jitteredWait = (random: Random, tries: number): number =>
  Math.min(SHORTEST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS) * (0.5 + random.fraction() / 2);
