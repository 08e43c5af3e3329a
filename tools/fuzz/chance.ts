import { seededFractions } from '../cloud/seeded-random.ts';

/** Where a generator's choices come from: the same seed, target and number choose the same. */
export interface Chance {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** True in `share` of all cases, 0 to 1. */
  happens(share: number): boolean;
}

export const seededChance = (seed: number, target: string, input: number): Chance => {
  let mixed = seed >>> 0;
  for (const part of [...Buffer.from(target), input, input >>> 16])
    mixed = Math.imul(mixed ^ part, 0x9e3779b1) ^ (mixed >>> 13);
  const fraction = seededFractions(mixed);
  fraction(); // the first follows the seed too closely
  const below = (limit: number) => Math.floor(fraction() * limit);
  return { below, pick: (items) => items[below(items.length)] ?? items[0], happens: (share) => fraction() < share };
};

/** `least` to `most` things made one after the other. */
export const several = <Item>(chance: Chance, least: number, most: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: least + chance.below(most - least + 1) }, (_, index) => make(index));
