import { acceptsValue, allowedValues } from './accepts-value.ts';
import { alternativesOf, type Conjunction, conjunctionOf } from './conjunction.ts';
import { largest, lowerBound, smallest, upperBound } from './numbers.ts';
import { propertyOf, requiredOf } from './properties.ts';
import type { All, Resolve } from './schema.ts';
import { type JsonType, meet } from './types.ts';

interface Side {
  readonly all: All;
  readonly resolve: Resolve;
}

/** Deep enough for what tells alternatives apart, and an end for schemas that refer to themselves. */
const DEPTH = 6;

/** Whether no document satisfies both. False where that is not plain to see. */
export const areDisjoint = (one: Side, other: Side, depth = DEPTH): boolean => {
  const [a, b] = [conjunctionOf(one.all, one.resolve), conjunctionOf(other.all, other.resolve)];
  if (a.never || b.never) return true;
  if (depth === 0) return false;
  if (refusesAll(a, one, other) || refusesAll(b, other, one)) return true;
  if (splits(a, one, other, depth) || splits(b, other, one, depth)) return true;
  const types = meet(a.types, b.types);
  return types !== undefined && [...types].every((type) => disjointAs(type, a, b, one, other, depth));
};

const refusesAll = (listing: Conjunction, own: Side, other: Side): boolean =>
  allowedValues(listing, own.resolve)?.every((value) => !acceptsValue(other.all, value, other.resolve)) ?? false;

const splits = (conjunction: Conjunction, own: Side, other: Side, depth: number): boolean =>
  (['anyOf', 'oneOf'] as const).some((keyword) =>
    alternativesOf(conjunction, keyword).some((schemas) =>
      schemas.every((schema) => areDisjoint({ ...own, all: [schema] }, other, depth - 1)),
    ),
  );

const disjointAs = (type: JsonType, a: Conjunction, b: Conjunction, one: Side, other: Side, depth: number): boolean => {
  if (type === 'number' || type === 'integer') return isAbove(a, b) || isAbove(b, a);
  if (type === 'string') return isLonger(a, b, 'Length') || isLonger(b, a, 'Length');
  if (type === 'array') return isLonger(a, b, 'Items') || isLonger(b, a, 'Items');
  if (type !== 'object') return false;
  return [...new Set([...requiredOf(a), ...requiredOf(b)])].some((name) =>
    areDisjoint({ ...one, all: propertyOf(a, name) }, { ...other, all: propertyOf(b, name) }, depth - 1),
  );
};

const isAbove = (one: Conjunction, other: Conjunction): boolean => {
  const [low, high] = [lowerBound(one), upperBound(other)];
  if (low === undefined || high === undefined) return false;
  return low.at > high.at || (low.at === high.at && (low.exclusive || high.exclusive));
};

const isLonger = (one: Conjunction, other: Conjunction, what: 'Length' | 'Items'): boolean =>
  (largest(one, `min${what}`) ?? 0) > (smallest(other, `max${what}`) ?? Infinity);
