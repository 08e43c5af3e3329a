import { type Incompatibility, tooStrict } from '../incompatibility.ts';
import type { Comparison } from './comparison.ts';
import { alternativesOf, conditionalsOf, without } from './conjunction.ts';
import { conjoin, isSchema, type Schema } from './schema.ts';

/** `anyOf`, `oneOf`, `not` and `if`. `allOf` is gone by now. */
export const compareAlternatives = (comparison: Comparison): readonly Incompatibility[] => [
  ...alternativesOf(comparison.reader, 'anyOf').flatMap((schemas) => takenByOne(comparison, schemas, 'anyOf')),
  ...alternativesOf(comparison.reader, 'oneOf').flatMap((schemas) => takenByExactlyOne(comparison, schemas)),
  ...compareNot(comparison),
  ...compareConditionals(comparison),
];

/** Nothing where one alternative takes all the data; else what is wrong with the one that comes nearest. */
const takenByOne = (
  { writer, compare }: Comparison,
  schemas: readonly Schema[],
  keyword: 'anyOf' | 'oneOf',
): readonly Incompatibility[] => {
  const tries = schemas.map((schema, index) => compare(writer.all, [schema], `/${keyword}/${index}`));
  const [nearest = [tooStrict(keyword, schemas, undefined)]] = tries.sort((a, b) => distance(a) - distance(b));
  return nearest;
};

/** An alternative of another type is far from what was meant. */
const distance = (found: readonly Incompatibility[]): number =>
  found.length + (found.some(({ path }) => /^\/\w+\/\d+\/type$/.test(path)) ? 1_000 : 0);

const takenByExactlyOne = (comparison: Comparison, schemas: readonly Schema[]): readonly Incompatibility[] => {
  const { writer, compare, disjoint } = comparison;
  if (alternativesOf(writer, 'oneOf').some((own) => pairUp(comparison, own, schemas))) return [];
  const takers = schemas.filter((schema) => compare(writer.all, [schema], '').length === 0);
  const sole = takers.some((taker) =>
    schemas.every((other) => other === taker || disjoint(conjoin(writer.all, [taker]), [other])),
  );
  if (sole) return [];
  if (takers.length === 0) return takenByOne(comparison, schemas, 'oneOf');
  return [
    {
      path: '/oneOf',
      reason: 'exactly one alternative may match; of these data more than one does, or might',
      remedy: {
        backward: 'Use anyOf, or tell the alternatives apart by a required property with a const.',
        forward: 'Keep what tells the alternatives apart.',
      },
    },
  ];
};

/** Whether the alternatives are the same ones, in whatever order. */
const pairUp = ({ compare, compareBack }: Comparison, own: readonly Schema[], theirs: readonly Schema[]): boolean => {
  const left = [...theirs];
  return (
    own.length === theirs.length &&
    own.every((schema) => {
      const index = left.findIndex(
        (other) => compare([schema], [other], '').length === 0 && compareBack([other], [schema]).length === 0,
      );
      if (index < 0) return false;
      left.splice(index, 1);
      return true;
    })
  );
};

const compareNot = ({ writer, reader, compareBack, disjoint }: Comparison): readonly Incompatibility[] =>
  reader.parts.flatMap(({ not: refused }) => {
    if (!isSchema(refused) || disjoint(writer.all, [refused])) return [];
    const held = writer.parts.flatMap(({ not: own }) => (isSchema(own) ? [own] : []));
    if (held.some((own) => compareBack([refused], [own]).length === 0)) return [];
    return [tooStrict('not', refused, held[0])];
  });

const compareConditionals = (comparison: Comparison): readonly Incompatibility[] => {
  const { writer, reader, compare, compareBack, disjoint } = comparison;
  return conditionalsOf(reader).flatMap(({ condition, met, unmet }) => {
    if (disjoint(writer.all, [condition])) return compare(writer.all, [unmet], '/else');
    if (compare(writer.all, [condition], '').length === 0) return compare(writer.all, [met], '/then');
    const same = writer.parts.findIndex(
      (part) =>
        isSchema(part.if) &&
        compare([part.if], [condition], '').length === 0 &&
        compareBack([condition], [part.if]).length === 0,
    );
    const own = writer.parts[same];
    const base = own === undefined ? writer.all : without(writer, same, ['if', 'then', 'else'], []);
    return [
      ...compare(conjoin(base, schemaIn(own?.if), schemaIn(own?.then)), [met], '/then'),
      ...compare(conjoin(base, schemaIn(own?.else)), [unmet], '/else'),
    ];
  });
};

const schemaIn = (value: unknown): readonly Schema[] => (isSchema(value) ? [value] : []);
