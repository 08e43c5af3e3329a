import type { Json } from '../../../lambdas/core/event/event.ts';
import { toMoney } from '../../../lambdas/core/profile/money.ts';
import type { Bounds, Did, Predicate, Weekday } from '../../../lambdas/core/segment/predicate.ts';
import { durationMs } from './durations.ts';
import type { YamlPath } from './yaml-file.ts';

/** A condition as a marketer writes it: exactly one of its kinds, which the schema has checked. */
export interface PredicateFile {
  readonly all?: readonly PredicateFile[];
  readonly any?: readonly PredicateFile[];
  readonly not?: PredicateFile;
  readonly did?: string;
  readonly since?: 'entry';
  readonly within?: string;
  readonly trait?: string;
  readonly contains?: string | number | boolean;
  readonly exists?: boolean;
  readonly affinity?: 'category' | 'brand';
  readonly is?: string;
  readonly top?: number;
  readonly cart?: 'total' | 'count';
  readonly orders?: 'count' | 'revenue';
  readonly seen?: { readonly within: string };
  readonly consent?: string;
  readonly segment?: string;
  readonly localTime?: { readonly from: string; readonly to: string; readonly days?: readonly Weekday[] };
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly equals?: Json;
}

/** Where nobody says how many favourites count. */
const DEFAULT_TOP = 3;

/** A condition and those inside it, each with where it stands. */
export const partsOf = (
  condition: PredicateFile,
  path: YamlPath,
): readonly (readonly [path: YamlPath, condition: PredicateFile])[] => [
  [path, condition],
  ...(condition.all ?? []).flatMap((part, index) => partsOf(part, [...path, 'all', index])),
  ...(condition.any ?? []).flatMap((part, index) => partsOf(part, [...path, 'any', index])),
  ...(condition.not ? partsOf(condition.not, [...path, 'not']) : []),
];

/** Names of the segments that a condition names. */
export const segmentsIn = (condition: PredicateFile): readonly string[] =>
  partsOf(condition, []).flatMap(([, { segment }]) => segment ?? []);

/** Compiles a condition that has no mistakes; a segment's own takes the place of its name. */
export const toPredicate = (file: PredicateFile, segments: ReadonlyMap<string, Predicate>): Predicate => {
  const { all, any, not, did, trait, affinity, cart, orders, seen, consent, segment, localTime } = file;
  if (all) return { all: all.map((part) => toPredicate(part, segments)) };
  if (any) return { any: any.map((part) => toPredicate(part, segments)) };
  if (not) return { not: toPredicate(not, segments) };
  if (did !== undefined) return toDid(did, file);
  if (trait !== undefined) {
    const { equals, contains, exists } = file;
    return {
      trait,
      ...boundsOf(file),
      ...(equals !== undefined && { equals }),
      ...(contains !== undefined && { contains }),
      ...(exists !== undefined && { exists }),
    };
  }
  if (affinity) return { affinity, is: file.is ?? '', top: file.top ?? DEFAULT_TOP };
  if (orders) return { orders, ...amountsOf(file, orders === 'revenue') };
  if (seen) return { seen: { withinMs: durationMs(seen.within) } };
  if (consent !== undefined) return { consent };
  if (segment !== undefined) return { segment, is: segments.get(segment) ?? { any: [] } };
  if (localTime) return { localTime };
  return { cart: cart ?? 'count', ...amountsOf(file, cart === 'total') };
};

/** "At least once" and "never" need no count: when it last happened says it, to the millisecond. */
const toDid = (did: string, file: PredicateFile): Predicate => {
  const { since, within, atLeast, atMost } = file;
  const often: Did = { did, ...(since && { since }), ...(within !== undefined && { withinMs: durationMs(within) }) };
  if (atMost === 0) return { not: often };
  return atLeast === 1 && atMost === undefined ? often : { ...often, ...boundsOf(file) };
};

const boundsOf = ({ atLeast, atMost }: Bounds): Bounds => ({
  ...(atLeast !== undefined && { atLeast }),
  ...(atMost !== undefined && { atMost }),
});

const amountsOf = ({ atLeast, atMost, equals }: PredicateFile, isMoney: boolean) => {
  const scaled = (amount: number) => (isMoney ? toMoney(amount) : amount);
  return {
    ...(atLeast !== undefined && { atLeast: scaled(atLeast) }),
    ...(atMost !== undefined && { atMost: scaled(atMost) }),
    ...(typeof equals === 'number' && { equals: scaled(equals) }),
  };
};
