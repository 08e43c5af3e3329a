import { seededFractions } from '../cloud/seeded-random.ts';

/** Seeded choices. */
export interface Chance {
  readonly fraction: () => number;
  below(limit: number): number;
  is(probability: number): boolean;
  between(low: number, high: number): number;
  of<Item>(items: readonly [Item, ...Item[]]): Item;
  /** Small numbers are likely, large ones rare. */
  skewed(limit: number): number;
}

/** The same seed and purpose give the same choices, and one purpose's choices do not depend on another's. */
export const chanceFor = (seed: number, purpose: number): Chance => {
  const fraction = seededFractions((Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b)) >>> 0);
  const below = (limit: number): number => Math.floor(fraction() * limit);
  return {
    fraction,
    below,
    is: (probability) => fraction() < probability,
    between: (low, high) => low + below(high - low + 1),
    of: (items) => items[below(items.length)] ?? items[0],
    skewed: (limit) => Math.floor(limit * fraction() ** 2),
  };
};
