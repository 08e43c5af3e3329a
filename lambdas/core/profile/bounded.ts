/**
 * At most `limit` entries, those whose names come first. A name that fell out stays out, whatever comes later, so the
 * result does not depend on the order of arrival. Names for which `isPreferred` holds come before all others.
 */
export const firstByName = <Value>(
  entries: Readonly<Record<string, Value>>,
  limit: number,
  isPreferred: (name: string) => boolean = () => false,
): Readonly<Record<string, Value>> => {
  const names = Object.keys(entries);
  if (names.length <= limit) return entries;
  names.sort((a, b) => Number(isPreferred(b)) - Number(isPreferred(a)) || (a < b ? -1 : 1));
  const kept = new Set(names.slice(0, limit));
  return Object.fromEntries(Object.entries(entries).filter(([name]) => kept.has(name)));
};

/** A sorted set of at most `limit` texts, those that come first. */
export const addToSet = <Text extends string>(
  set: readonly Text[],
  values: readonly Text[],
  limit: number,
): readonly Text[] =>
  values.every((value) => set.includes(value)) ? set : [...new Set([...set, ...values])].sort().slice(0, limit);
