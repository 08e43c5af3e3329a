import type { Metrics } from '../../ports/metrics.ts';

/** Sums counts by name and dimensions; durations are kept as they come. */
export const countingMetrics = (): Metrics & {
  /** Over all dimensions, or over counts that have these. */
  total(name: string, dimensions?: Readonly<Record<string, string>>): number;
  readonly durations: Map<string, number[]>;
} => {
  const counts: {
    readonly name: string;
    readonly value: number;
    readonly dimensions: Readonly<Record<string, string>>;
  }[] = [];
  const durations = new Map<string, number[]>();
  return {
    durations,
    count: (name, value, dimensions = {}) => void counts.push({ name, value, dimensions }),
    duration: (name, ms) => durations.set(name, [...(durations.get(name) ?? []), ms]),
    total: (name, asked = {}) =>
      counts
        .filter((one) => one.name === name && Object.entries(asked).every(([key, of]) => one.dimensions[key] === of))
        .reduce((sum, { value }) => sum + value, 0),
  };
};
