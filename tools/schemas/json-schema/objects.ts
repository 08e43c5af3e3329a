import type { Incompatibility } from '../incompatibility.ts';
import { acceptsValue } from './accepts-value.ts';
import type { Comparison } from './comparison.ts';
import { compareCounts } from './numbers.ts';
import {
  dependenciesOf,
  mayMeet,
  namesOf,
  patternsOf,
  propertiesMatching,
  propertyOf,
  requiredOf,
  restOf,
} from './properties.ts';
import { conjoin, escapePointer, isSchema, type SchemaObject, schemasByName, stringsIn } from './schema.ts';

export const compareObjects = (comparison: Comparison): readonly Incompatibility[] => {
  const { writer, reader } = comparison;
  const given = requiredOf(writer);
  return [
    ...[...requiredOf(reader)].filter((name) => !given.has(name)).map((name) => missing(name)),
    ...compareCounts(writer, reader, { min: 'minProperties', max: 'maxProperties', atLeast: given.size }),
    ...compareNamed(comparison),
    ...reader.parts.flatMap((part) => compareUnnamed(comparison, part)),
    ...comparePropertyNames(comparison),
    ...compareDependencies(comparison),
  ];
};

const missing = (name: string): Incompatibility => ({
  path: '/required',
  reason: `"${name}" is required; the data may be without it`,
  remedy: {
    backward: `Leave "${name}" optional: what was written before need not have it.`,
    forward: `Keep "${name}" required until every consumer can do without it.`,
  },
});

const compareNamed = ({ writer, reader, compare }: Comparison): readonly Incompatibility[] => {
  const introduced = new Set(reader.parts.flatMap((part) => stringsIn(part[INTRODUCES])));
  return [...new Set([...namesOf(reader), ...namesOf(writer)])].flatMap((name) => {
    const written = propertyOf(writer, name);
    const found = compare(written, propertyOf(reader, name), `/properties/${escapePointer(name)}`);
    if (found.length === 0 || !written.every((schema) => schema === true)) return found;
    return introduced.has(name) ? [] : [undescribed(name)];
  });
};

/** Its author vouches that nobody sent these before: an open object says that anybody might have. */
const INTRODUCES = 'x-introduces';

const undescribed = (name: string): Incompatibility => ({
  path: `/properties/${escapePointer(name)}`,
  reason: `the data may hold anything as "${name}": where they were written it is not described`,
  remedy: {
    backward: `If nobody sent "${name}" before, say so beside "properties": "${INTRODUCES}": ["${name}"].`,
    forward: `Go on describing "${name}" until every consumer can do without it.`,
  },
});

const compareUnnamed = ({ writer, compare }: Comparison, part: SchemaObject): readonly Incompatibility[] => {
  const patterns = schemasByName(part.patternProperties);
  const theirs = [...new Set(patternsOf(writer))];
  const rest = writer.parts.map(restOf);
  const matching = [...patterns].flatMap(([pattern, schema]) => {
    const at = `/patternProperties/${escapePointer(pattern)}`;
    if (theirs.includes(pattern)) return compare(propertiesMatching(writer, pattern), [schema], at);
    return [
      ...compare(rest, [schema], at),
      ...theirs
        .filter((other) => mayMeet(pattern, other))
        .flatMap((other) => compare(propertiesMatching(writer, other), [schema], at)),
    ];
  });
  const at = '/additionalProperties';
  return [
    ...matching,
    ...compare(rest, [restOf(part)], at),
    ...theirs
      .filter((other) => !patterns.has(other))
      .flatMap((other) => compare(propertiesMatching(writer, other), [restOf(part)], at)),
  ];
};

/** Names of a closed object are tried one by one, those of an open one are compared as strings. */
const comparePropertyNames = ({ writer, reader, compare, resolveReader }: Comparison): readonly Incompatibility[] => {
  const closed = writer.parts.some((part) => restOf(part) === false) && patternsOf(writer).length === 0;
  const held = writer.parts.flatMap(({ propertyNames }) => (isSchema(propertyNames) ? [propertyNames] : []));
  return reader.parts.flatMap(({ propertyNames }) => {
    if (!isSchema(propertyNames)) return [];
    if (closed && namesOf(writer).every((name) => acceptsValue([propertyNames], name, resolveReader))) return [];
    return compare([{ type: 'string' }, ...held], [propertyNames], '/propertyNames');
  });
};

/** A dependency is a demand on those data alone that have the property. */
const compareDependencies = ({ writer, reader, compare }: Comparison): readonly Incompatibility[] => {
  const held = writer.parts.flatMap(dependenciesOf);
  return reader.parts.flatMap(dependenciesOf).flatMap(([name, needs]) =>
    compare(
      conjoin(
        writer.all,
        [{ required: [name] }],
        held.filter(([other]) => other === name).map(([, schema]) => schema),
      ),
      [needs],
      `/dependencies/${escapePointer(name)}`,
    ),
  );
};
