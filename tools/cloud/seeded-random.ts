import { randomBytes } from 'node:crypto';
import type { Random } from '../../lambdas/ports/clock.ts';

/** A stream of numbers in [0, 1) that the seed alone decides (mulberry32): good enough for shoppers, not for secrets. */
export const seededFractions = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The same ids and jitter in every run with the same seed. */
export const seededRandom = (seed: number): Random => {
  const fraction = seededFractions(seed);
  const hex = () =>
    Math.floor(fraction() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return { fraction, id: () => `${hex()}-${hex()}-${hex()}-${hex()}` };
};

/** A seed for those who asked for none; printed, so that the run can be repeated. */
export const freshSeed = (): number => randomBytes(4).readUInt32BE();
