import type { HourCounts } from './co-visitation.ts';
import { byCountThenId, type PairCount } from './pair-count.ts';
import type { Neighbours } from './product.ts';

const LIST_LENGTH = 20;
/**
 * Added to a neighbour's own popularity before its counts are divided by the root of it: what everybody looks at is no
 * news beside a particular product, and what one person looked at is no news either.
 */
const DAMPING = 5;

export interface Learned {
  readonly neighbours: ReadonlyMap<string, Neighbours>;
  readonly bestsellers: readonly string[];
}

type Rows = Map<string, Map<string, number>>;

/**
 * Adds hours up, in any order, to each product's strongest neighbours and the shop's bestsellers, 20 of each. Holds one
 * hour at a time.
 */
export const mergeHours = async (hours: AsyncIterable<HourCounts> | Iterable<HourCounts>): Promise<Learned> => {
  const viewed: Rows = new Map();
  const bought: Rows = new Map();
  const sold = new Map<string, number>();
  for await (const hour of hours) {
    addPairs(viewed, hour.viewed);
    addPairs(bought, hour.bought);
    for (const [id, count] of hour.sold) sold.set(id, (sold.get(id) ?? 0) + count);
  }
  const viewedTogether = strongest(viewed);
  const boughtTogether = strongest(bought);
  const ids = [...new Set([...viewedTogether.keys(), ...boughtTogether.keys()])].sort();
  return {
    neighbours: new Map(
      ids.map((id) => [
        id,
        { boughtTogether: boughtTogether.get(id) ?? [], viewedTogether: viewedTogether.get(id) ?? [] },
      ]),
    ),
    bestsellers: [...sold]
      .sort(byCountThenId)
      .slice(0, LIST_LENGTH)
      .map(([id]) => id),
  };
};

const addPairs = (rows: Rows, pairs: readonly PairCount[]): void => {
  for (const [a, b, count] of pairs) {
    add(rows, a, b, count);
    add(rows, b, a, count);
  }
};

const add = (rows: Rows, from: string, to: string, count: number): void => {
  const row = rows.get(from) ?? new Map<string, number>();
  rows.set(from, row);
  row.set(to, (row.get(to) ?? 0) + count);
};

const strongest = (rows: Rows): ReadonlyMap<string, readonly string[]> => {
  const popularity = new Map([...rows].map(([id, row]) => [id, [...row.values()].reduce((sum, n) => sum + n, 0)]));
  const score = (id: string, together: number) => together / Math.sqrt((popularity.get(id) ?? 0) + DAMPING);
  return new Map(
    [...rows].map(([id, row]) => [
      id,
      [...row]
        .map(([other, together]): [string, number] => [other, score(other, together)])
        .sort(byCountThenId)
        .slice(0, LIST_LENGTH)
        .map(([other]) => other),
    ]),
  );
};
