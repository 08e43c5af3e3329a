/** Two products, the lesser id first, and how often they came together. */
export type PairCount = readonly [a: string, b: string, count: number];

/** Strongest first; equal ones by id, so that the same data give the same list. */
export const byCountThenId = (x: readonly [id: string, count: number], y: readonly [id: string, count: number]) =>
  y[1] - x[1] || (x[0] < y[0] ? -1 : x[0] > y[0] ? 1 : 0);
