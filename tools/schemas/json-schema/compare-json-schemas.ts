import { distinct, type Incompatibility, tooStrict } from '../incompatibility.ts';
import { compareAlternatives } from './alternatives.ts';
import { compareArrays } from './arrays.ts';
import type { Comparison } from './comparison.ts';
import { type Conjunction, conditionalsOf, conjunctionOf, sameValue, without } from './conjunction.ts';
import { areDisjoint } from './disjoint.ts';
import { compareListedValues, compareLists } from './listed-values.ts';
import { compareNumbers } from './numbers.ts';
import { compareObjects } from './objects.ts';
import { type All, conjoin, isSchema, type Resolve, type Schema, schemasIn } from './schema.ts';
import { compareFormats, compareStrings } from './strings.ts';
import { compareTypes, mayBe } from './types.ts';

export interface LibrarySchema {
  readonly schema: Schema;
  readonly resolve: Resolve;
}

/** Assertions that this comparison does not understand: it says so, unless both schemas have the same. */
const NOT_UNDERSTOOD = ['unevaluatedProperties', 'unevaluatedItems', 'minContains', 'maxContains', '$dynamicRef'];

/**
 * Finds where the reader refuses documents that the writer allows; nothing found means that there is none. It errs on
 * the side of care: what cannot be shown to be taken counts as refused (a changed expression, say).
 */
export const compareJsonSchemas = (writer: LibrarySchema, reader: LibrarySchema): readonly Incompatibility[] =>
  distinct(comparer(writer.resolve, reader.resolve).compare([writer.schema], [reader.schema], ''));

interface Comparer {
  compare(writer: All, reader: All, at: string): readonly Incompatibility[];
}

const comparer = (resolveWriter: Resolve, resolveReader: Resolve, reversed?: Comparer): Comparer => {
  const known = new Map<string, readonly Incompatibility[]>();
  const open = new Set<string>();
  const leantOn = new Set<string>();

  /**
   * A pair that is met again inside itself holds as far as that goes: so a recursive schema comes to an end. What was
   * found to hold while leaning on such a pair is not remembered, for the pair may yet fail.
   */
  const compare = (writer: All, reader: All, at: string): readonly Incompatibility[] => {
    if (areTheSame(writer, reader)) return [];
    const key = JSON.stringify([writer, reader]);
    if (open.has(key)) leantOn.add(key);
    const found = open.has(key) ? [] : (known.get(key) ?? compareAnew(key, writer, reader));
    return found.map((each) => ({ ...each, path: `${at}${each.path}` }));
  };

  /** In one checkout a reference means the same to both. */
  const areTheSame = (writer: All, reader: All): boolean => {
    const text = JSON.stringify(writer);
    return text === JSON.stringify(reader) && (resolveWriter === resolveReader || !text.includes('"$ref"'));
  };

  const compareAnew = (key: string, writer: All, reader: All): readonly Incompatibility[] => {
    open.add(key);
    const found = compareAll(writer, reader);
    open.delete(key);
    leantOn.delete(key);
    if (found.length > 0 || leantOn.size === 0) known.set(key, found);
    return found;
  };

  const compareAll = (writerAll: All, readerAll: All): readonly Incompatibility[] => {
    const [writer, reader] = [conjunctionOf(writerAll, resolveWriter), conjunctionOf(readerAll, resolveReader)];
    if (writer.never) return [];
    if (reader.forbidden) return [nothingTaken];
    const found = compareFamilies(writer, reader);
    if (found.length === 0) return [];
    const cases = casesOf(writer, reader);
    return cases === undefined ? found : distinct(cases.flatMap((each) => compare(each, readerAll, '')));
  };

  const compareFamilies = (writer: Conjunction, reader: Conjunction): readonly Incompatibility[] => {
    const listed = compareListedValues(writer, reader, resolveWriter, resolveReader);
    if (listed !== undefined) return [...listed, ...compareFormats(writer, reader), ...compareUnknown(writer, reader)];
    const comparison: Comparison = {
      writer,
      reader,
      resolveReader,
      compare,
      compareBack: (ours, theirs) => back.compare(ours, theirs, ''),
      disjoint: (ours, theirs) =>
        areDisjoint({ all: ours, resolve: resolveWriter }, { all: theirs, resolve: resolveReader }),
    };
    const types = compareTypes(writer.types, reader.types);
    return [
      ...types,
      ...compareLists(writer, reader),
      ...(mayBe(writer.types, 'number') ? compareNumbers(writer, reader) : []),
      ...(mayBe(writer.types, 'string') ? compareStrings(writer, reader) : []),
      ...(mayBe(writer.types, 'object') ? compareObjects(comparison) : []),
      ...(mayBe(writer.types, 'array') ? compareArrays(comparison) : []),
      ...compareAlternatives(comparison),
      ...compareUnknown(writer, reader),
    ];
  };

  const self: Comparer = { compare };
  const back = reversed ?? comparer(resolveReader, resolveWriter, self);
  return self;
};

const nothingTaken: Incompatibility = {
  path: '',
  reason: 'nothing is taken here; the data may have something',
  remedy: { backward: 'Go on taking it.', forward: 'Leave it out until every consumer takes it.' },
};

const compareUnknown = (writer: Conjunction, reader: Conjunction): readonly Incompatibility[] =>
  NOT_UNDERSTOOD.flatMap((keyword) =>
    reader.parts
      .filter((part) => keyword in part && !writer.parts.some((own) => sameValue(own[keyword], part[keyword])))
      .map((part) => tooStrict(keyword, part[keyword], undefined)),
  );

/**
 * The writer's schema as one schema a case: each alternative, both ways of an `if`, each type where the reader tells
 * types apart. Undefined where there is but one case.
 */
const casesOf = (writer: Conjunction, reader: Conjunction): readonly All[] | undefined => {
  for (const keyword of ['anyOf', 'oneOf']) {
    const index = writer.parts.findIndex((part) => Array.isArray(part[keyword]));
    const schemas = schemasIn(writer.parts[index]?.[keyword]);
    if (schemas.length > 0) return schemas.map((schema) => without(writer, index, [keyword], [schema]));
  }
  const index = writer.parts.findIndex((part) => isSchema(part.if));
  const [conditional] = conditionalsOf({ parts: writer.parts.slice(index, index + 1) });
  if (index >= 0 && conditional !== undefined) {
    const keywords = ['if', 'then', 'else'];
    const { condition, met, unmet } = conditional;
    return [without(writer, index, keywords, [condition, met]), without(writer, index, keywords, [unmet])];
  }
  const choosy = reader.parts.some((part) => ['anyOf', 'oneOf', 'not', 'if'].some((keyword) => keyword in part));
  // Integers are numbers: a case that leaves the data as they were would be met again as one that holds.
  const types = [...(writer.types ?? [])].filter((type) => type !== 'integer' || !writer.types?.has('number'));
  if (!choosy || writer.values !== undefined || types.length < 2) return undefined;
  return types.map((type) => conjoin(writer.all, [{ type }]));
};
