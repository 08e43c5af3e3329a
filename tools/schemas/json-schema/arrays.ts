import { type Incompatibility, tooStrict } from '../incompatibility.ts';
import type { Comparison } from './comparison.ts';
import type { Conjunction } from './conjunction.ts';
import { compareCounts, largest, smallest } from './numbers.ts';
import { type All, isSchema } from './schema.ts';
import { afterTupleOf, tupleOf } from './tuples.ts';

const itemAt = ({ parts }: Conjunction, index: number): All =>
  parts.map((part) => tupleOf(part)[index] ?? afterTupleOf(part));

const tupleLength = ({ parts }: Conjunction): number => Math.max(0, ...parts.map((part) => tupleOf(part).length));

export const compareArrays = (comparison: Comparison): readonly Incompatibility[] => {
  const { writer, reader } = comparison;
  const needsUnique = reader.parts.some((part) => part.uniqueItems === true);
  const unique = writer.parts.some((part) => part.uniqueItems === true) || (smallest(writer, 'maxItems') ?? 2) < 2;
  return [
    ...compareCounts(writer, reader, { min: 'minItems', max: 'maxItems' }),
    ...(needsUnique && !unique ? [tooStrict('uniqueItems', true, undefined)] : []),
    ...compareItems(comparison),
    ...compareContains(comparison),
  ];
};

const compareItems = ({ writer, reader, compare }: Comparison): readonly Incompatibility[] => {
  const most = smallest(writer, 'maxItems') ?? Infinity;
  const places = Math.max(tupleLength(writer), tupleLength(reader));
  const found: Incompatibility[] = [];
  for (let index = 0; index < Math.min(places, most); index += 1) {
    found.push(...compare(itemAt(writer, index), itemAt(reader, index), `/items/${index}`));
    // Where no item may stand, none can follow.
    if (itemAt(writer, index).includes(false)) return found;
  }
  if (places >= most) return found;
  return [
    ...found,
    ...compare(itemAt(writer, places), itemAt(reader, places), places === 0 ? '/items' : '/additionalItems'),
  ];
};

const compareContains = ({ writer, reader, compare }: Comparison): readonly Incompatibility[] => {
  const held = writer.parts.flatMap(({ contains }) => (isSchema(contains) ? [contains] : []));
  return reader.parts.flatMap(({ contains }) => {
    if (!isSchema(contains)) return [];
    const [nearest = [tooStrict('contains', contains, undefined)], ...others] = [
      ...held.map((schema) => compare([schema], [contains], '/contains')),
      ...((largest(writer, 'minItems') ?? 0) > 0 ? [compare(itemAt(writer, 0), [contains], '/contains')] : []),
    ];
    return others.some((found) => found.length === 0) ? [] : nearest;
  });
};
