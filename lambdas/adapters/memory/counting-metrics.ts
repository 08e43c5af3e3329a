import type { Metrics } from '../../ports/metrics.ts';

/** Sums counts by name and dimensions; durations are kept as they come. */
export const countingMetrics = (): Metrics & {
  total(name: string): number;
  readonly durations: Map<string, number[]>;
} => {
  const counts = new Map<string, number>();
  const durations = new Map<string, number[]>();
  return {
    durations,
    count: (name, value) => counts.set(name, (counts.get(name) ?? 0) + value),
    duration: (name, ms) => durations.set(name, [...(durations.get(name) ?? []), ms]),
    total: (name) => counts.get(name) ?? 0,
  };
};
