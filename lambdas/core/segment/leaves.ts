import type { Predicate } from './predicate.ts';

/** What a condition comes down to: its parts that hold no other. */
export type Leaf = Exclude<
  Predicate,
  { all: unknown } | { any: unknown } | { not: unknown } | { segment: string; is: unknown }
>;

/** Every part of a condition that asks something of the profile itself. */
export const leavesOf = (predicate: Predicate): readonly Leaf[] => {
  if ('all' in predicate) return predicate.all.flatMap(leavesOf);
  if ('any' in predicate) return predicate.any.flatMap(leavesOf);
  if ('not' in predicate) return leavesOf(predicate.not);
  if ('segment' in predicate) return leavesOf(predicate.is);
  return [predicate];
};

export const asksConsent = (predicate: Predicate): boolean => leavesOf(predicate).some((leaf) => 'consent' in leaf);
