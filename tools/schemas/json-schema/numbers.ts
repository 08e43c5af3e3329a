import { type Incompatibility, tooStrict } from '../incompatibility.ts';
import type { Conjunction } from './conjunction.ts';
import type { SchemaObject } from './schema.ts';

export interface Bound {
  readonly at: number;
  readonly exclusive: boolean;
}

const numberIn = (part: SchemaObject, keyword: string): readonly number[] => {
  const value = part[keyword];
  return typeof value === 'number' ? [value] : [];
};

/** Draft 4 wrote `exclusiveMinimum: true` beside `minimum`; later ones write the number itself. */
const boundsIn = (part: SchemaObject, inclusive: string, exclusive: string): readonly Bound[] => [
  ...numberIn(part, inclusive).map((at) => ({ at, exclusive: part[exclusive] === true })),
  ...numberIn(part, exclusive).map((at) => ({ at, exclusive: true })),
];

/** The lowest number allowed, or undefined. */
export const lowerBound = ({ parts }: Pick<Conjunction, 'parts'>): Bound | undefined =>
  parts
    .flatMap((part) => boundsIn(part, 'minimum', 'exclusiveMinimum'))
    .reduce<Bound | undefined>(
      (best, bound) => (best === undefined || isTighter(bound, best, 1) ? bound : best),
      undefined,
    );

export const upperBound = ({ parts }: Pick<Conjunction, 'parts'>): Bound | undefined =>
  parts
    .flatMap((part) => boundsIn(part, 'maximum', 'exclusiveMaximum'))
    .reduce<Bound | undefined>(
      (best, bound) => (best === undefined || isTighter(bound, best, -1) ? bound : best),
      undefined,
    );

/** `sign` is 1 for lower bounds, -1 for upper ones. */
const isTighter = (one: Bound, other: Bound, sign: 1 | -1): boolean =>
  one.at * sign > other.at * sign || (one.at === other.at && one.exclusive && !other.exclusive);

const compareBounds = (
  writer: Bound | undefined,
  reader: Bound | undefined,
  sign: 1 | -1,
): readonly Incompatibility[] => {
  if (reader === undefined || (writer !== undefined && !isTighter(reader, writer, sign))) return [];
  const name = sign === 1 ? 'inimum' : 'aximum';
  const keyword = reader.exclusive ? `exclusiveM${name}` : `m${name}`;
  return [tooStrict(keyword, reader.at, writer?.at)];
};

export const compareNumbers = (writer: Conjunction, reader: Conjunction): readonly Incompatibility[] => [
  ...compareBounds(lowerBound(writer), lowerBound(reader), 1),
  ...compareBounds(upperBound(writer), upperBound(reader), -1),
  ...compareMultiples(writer, reader),
];

const multiplesOf = ({ parts }: Conjunction): readonly number[] =>
  parts.flatMap((part) => numberIn(part, 'multipleOf'));

/** Multiples of 10 are multiples of 5; whole numbers are multiples of 1. */
const compareMultiples = (writer: Conjunction, reader: Conjunction): readonly Incompatibility[] => {
  const whole = writer.types !== undefined && !writer.types.has('number');
  const known = [...multiplesOf(writer), ...(whole ? [1] : [])];
  return multiplesOf(reader)
    .filter((step) => !known.some((multiple) => Number.isInteger(multiple / step)))
    .map((step) => tooStrict('multipleOf', step, multiplesOf(writer)[0]));
};

/** The tightest of a keyword that counts: items, characters, properties. */
export const largest = ({ parts }: Pick<Conjunction, 'parts'>, keyword: string): number | undefined => {
  const found = parts.flatMap((part) => numberIn(part, keyword));
  return found.length === 0 ? undefined : Math.max(...found);
};

export const smallest = ({ parts }: Pick<Conjunction, 'parts'>, keyword: string): number | undefined => {
  const found = parts.flatMap((part) => numberIn(part, keyword));
  return found.length === 0 ? undefined : Math.min(...found);
};

/** `minLength` and its like, and `maxLength` and its like. */
export const compareCounts = (
  writer: Conjunction,
  reader: Conjunction,
  { min, max, atLeast = 0 }: { readonly min: string; readonly max: string; readonly atLeast?: number },
): readonly Incompatibility[] => {
  const [least, wanted] = [largest(writer, min), largest(reader, min)];
  const [most, allowed] = [smallest(writer, max), smallest(reader, max)];
  return [
    ...(wanted !== undefined && Math.max(least ?? 0, atLeast) < wanted ? [tooStrict(min, wanted, least)] : []),
    ...(allowed !== undefined && (most ?? Infinity) > allowed ? [tooStrict(max, allowed, most)] : []),
  ];
};
