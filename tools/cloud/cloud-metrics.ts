import type { Metrics } from '../../lambdas/ports/metrics.ts';

export interface CloudMetrics extends Metrics {
  /** Over all dimensions. */
  total(name: string): number;
  /** By the value of one dimension. */
  by(name: string, dimension: string): Readonly<Record<string, number>>;
  /** In the order in which they were measured, at most the latest 100,000. */
  durations(name: string): readonly number[];
  /** What was measured before does not count any more: the replayed day says nothing about real latency. */
  forgetDurations(): void;
}

/** Counts by name, in all and by each dimension's values. */
export type CountTable = Map<string, { total: number; readonly by: Map<string, Map<string, number>> }>;

const KEPT = 100_000;

/** Sums counts by name and dimensions, in `counts`. */
export const cloudMetrics = (counts: CountTable = new Map()): CloudMetrics => {
  const durations = new Map<string, number[]>();
  return {
    count: (name, value, dimensions = {}) => {
      const known = counts.get(name) ?? { total: 0, by: new Map<string, Map<string, number>>() };
      counts.set(name, known);
      known.total += value;
      for (const [dimension, of] of Object.entries(dimensions)) {
        const values = known.by.get(dimension) ?? new Map<string, number>();
        known.by.set(dimension, values.set(of, (values.get(of) ?? 0) + value));
      }
    },
    duration: (name, ms) => {
      const known = durations.get(name) ?? [];
      durations.set(name, known);
      if (known.length >= KEPT) known.splice(0, KEPT / 2);
      known.push(ms);
    },
    total: (name) => counts.get(name)?.total ?? 0,
    by: (name, dimension) => Object.fromEntries(counts.get(name)?.by.get(dimension) ?? []),
    durations: (name) => durations.get(name) ?? [],
    forgetDurations: () => durations.clear(),
  };
};
