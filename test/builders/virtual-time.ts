import type { Clock, Random } from '../../lambdas/ports/clock.ts';

/** A clock that stands still except while somebody sleeps; `slept` is how long each sleep was, in ms. */
export const aSleeperClock = (start = Date.UTC(2026, 10, 24, 12)): Clock & { readonly slept: number[] } => {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
};

/** Chance without chance: ids count up, fractions are always the same. */
export const aFixedRandom = (fraction = 0.5): Random => {
  let ids = 0;
  return {
    id: () => {
      ids += 1;
      return `random-${ids}`;
    },
    fraction: () => fraction,
  };
};
