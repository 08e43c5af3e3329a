import type { Profile } from './profile.ts';

/**
 * Categories or brands by how many of the latest looked-at and bought products are of them, most first, then by name:
 * what the person is drawn to.
 */
export const affinityOf = (
  { viewed, bought = [] }: Pick<Profile, 'viewed' | 'bought'>,
  kind: 'category' | 'brand',
): readonly string[] => {
  const counts = new Map<string, number>();
  for (const product of [...viewed, ...bought]) {
    const name = product[kind];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts.entries()].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name);
};
