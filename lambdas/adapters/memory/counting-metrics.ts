import type { Metrics } from '../../ports/metrics.ts';

/** Sums counts by name and dimensions; durations are kept as they come. */
export const countingMetrics = (): Metrics & {
  /** Over all dimensions. */
  total(name: string): number;
  /** Over the counts that have these. */
  totalOf(name: string, dimensions: Readonly<Record<string, string>>): number;
  readonly durations: Map<string, number[]>;
} => {
  const counts: {
    readonly name: string;
    readonly value: number;
    readonly dimensions: Readonly<Record<string, string>>;
  }[] = [];
  const durations = new Map<string, number[]>();
  const totalOf = (name: string, asked: Readonly<Record<string, string>>): number =>
    counts
      .filter((one) => one.name === name && Object.entries(asked).every(([key, of]) => one.dimensions[key] === of))
      .reduce((sum, { value }) => sum + value, 0);
  return {
    durations,
    count: (name, value, dimensions = {}) => void counts.push({ name, value, dimensions }),
    duration: (name, ms) => durations.set(name, [...(durations.get(name) ?? []), ms]),
    total: (name) => totalOf(name, {}),
    totalOf,
  };
};
