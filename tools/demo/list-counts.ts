export const formatCount = (count: number): string => count.toLocaleString('en-GB');

/** Counts by name for a person to read, the largest first: `exited 12, daily_cap 3`. */
export const listCounts = (counts: Readonly<Record<string, number | undefined>>): string => {
  const entries = Object.entries(counts).filter(([, count]) => (count ?? 0) > 0);
  entries.sort(([, a = 0], [, b = 0]) => b - a);
  return entries.length === 0 ? 'none' : entries.map(([name, count = 0]) => `${name} ${formatCount(count)}`).join(', ');
};
