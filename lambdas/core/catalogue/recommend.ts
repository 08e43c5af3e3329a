import type { Neighbours, Product } from './product.ts';

/** What a person did with products, each strongest or latest first. */
export interface Interest {
  /** In the order or the cart: bought together with these counts most, and they themselves are not recommended. */
  readonly had: readonly string[];
  readonly viewed: readonly string[];
}

/** Is the product to be had? What is not known counts as available. */
export const isAvailable = (product: Product | undefined): boolean => product?.stock !== 0;

const BOUGHT_WEIGHT = 2;
const VIEWED_WEIGHT = 1;

/**
 * Ids of products seen or bought together with what a person had or looked at, best first, without what they have.
 * Each neighbour scores by its place in the list; equal scores are settled by id, so that the same data give the same
 * mail.
 */
export const rankNeighbours = (
  { had, viewed }: Interest,
  neighbours: ReadonlyMap<string, Neighbours>,
): readonly string[] => {
  const taken = new Set(had);
  const scores = new Map<string, number>();
  const add = (ids: readonly string[], weight: number) =>
    ids.forEach((id, place) => {
      if (!taken.has(id)) scores.set(id, (scores.get(id) ?? 0) + weight / (place + 1));
    });
  for (const id of had) {
    add(neighbours.get(id)?.boughtTogether ?? [], BOUGHT_WEIGHT);
    add(neighbours.get(id)?.viewedTogether ?? [], VIEWED_WEIGHT);
  }
  viewed.forEach((id, age) => {
    add(neighbours.get(id)?.viewedTogether ?? [], VIEWED_WEIGHT / (age + 1));
    add(neighbours.get(id)?.boughtTogether ?? [], VIEWED_WEIGHT / (age + 1));
  });
  return [...scores].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id);
};
