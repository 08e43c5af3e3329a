import { distinct, type Incompatibility } from '../incompatibility.ts';
import type { AvroField, AvroRecord, AvroType } from './avro-schema.ts';

type Named = Extract<AvroType, { kind: 'fixed' | 'enum' | 'record' }>;
type Of<K extends AvroType['kind']> = Extract<AvroType, { kind: K }>;

/** What each primitive may be read as, besides itself. */
const PROMOTIONS: Readonly<Record<string, readonly string[]>> = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  string: ['bytes'],
  bytes: ['string'],
};

/**
 * Finds where the reader cannot resolve what the writer wrote. Nothing found: every datum can be read.
 * Source: https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
 */
export const compareAvroSchemas = (writer: AvroType, reader: AvroType): readonly Incompatibility[] =>
  distinct(resolve(writer, reader, '', new Map()));

type Open = Map<AvroType, Set<AvroType>>;

const resolve = (writer: AvroType, reader: AvroType, path: string, open: Open): readonly Incompatibility[] => {
  if (writer.kind === 'union') return writer.branches.flatMap((branch) => resolve(branch, reader, path, open));
  if (reader.kind === 'union') return resolveToUnion(writer, reader, path, open);
  switch (writer.kind) {
    case 'primitive':
      return reader.kind === 'primitive' && canBecome(writer.name, reader.name) ? [] : [differs(writer, reader, path)];
    case 'array':
      return reader.kind === 'array'
        ? resolve(writer.items, reader.items, `${path}[]`, open)
        : [differs(writer, reader, path)];
    case 'map':
      return reader.kind === 'map'
        ? resolve(writer.values, reader.values, `${path}{}`, open)
        : [differs(writer, reader, path)];
    case 'fixed':
      return reader.kind === 'fixed' && isCalled(reader, writer.name) && reader.size === writer.size
        ? []
        : [differs(writer, reader, path)];
    case 'enum':
      return reader.kind === 'enum' && isCalled(reader, writer.name)
        ? resolveEnum(writer, reader, path)
        : [differs(writer, reader, path)];
    case 'record':
      return reader.kind === 'record' && isCalled(reader, writer.name)
        ? resolveRecord(writer, reader, path, open)
        : [differs(writer, reader, path)];
  }
};

const canBecome = (written: string, read: string): boolean =>
  written === read || (PROMOTIONS[written]?.includes(read) ?? false);

/** A namespace may change; a name may where an alias keeps the old one. */
const isCalled = (reader: Named, name: string): boolean =>
  [reader.name, ...reader.aliases].some((own) => unqualified(own) === unqualified(name));

const unqualified = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

const resolveToUnion = (
  writer: AvroType,
  reader: Of<'union'>,
  path: string,
  open: Open,
): readonly Incompatibility[] => {
  const tries = reader.branches.map((branch) => resolve(writer, branch, path, open));
  if (tries.some((found) => found.length === 0)) return [];
  // Of the same kind: what is wrong inside it says more than that no branch fits.
  const same = reader.branches.findIndex(({ kind }) => kind === writer.kind && kind !== 'primitive');
  return tries[same] ?? [differs(writer, reader, path)];
};

const resolveEnum = (writer: Of<'enum'>, reader: Of<'enum'>, path: string): readonly Incompatibility[] =>
  reader.fallback !== undefined
    ? []
    : writer.symbols
        .filter((symbol) => !reader.symbols.includes(symbol))
        .map((symbol) => ({
          path,
          reason: `the symbol ${symbol} may be written, and the reader has neither it nor a default`,
          remedy: {
            backward: `Keep ${symbol}, or give the enum a default.`,
            forward: `Write ${symbol} only when every consumer knows it; an enum with a default takes new symbols.`,
          },
        }));

const resolveRecord = (
  writer: AvroRecord,
  reader: AvroRecord,
  path: string,
  open: Open,
): readonly Incompatibility[] => {
  const readers = open.get(writer) ?? new Set();
  // Met again inside itself: it holds as far as the fields already under way do.
  if (readers.has(reader)) return [];
  open.set(writer, readers.add(reader));
  const found = reader.fields.flatMap((field) => {
    const at = path === '' ? field.name : `${path}.${field.name}`;
    const written = writtenField(writer, field);
    if (written !== undefined) return resolve(written.type, field.type, at, open);
    return field.hasDefault ? [] : [withoutDefault(field, at)];
  });
  readers.delete(reader);
  return found;
};

const writtenField = (writer: AvroRecord, { name, aliases }: AvroField): AvroField | undefined =>
  writer.fields.find((field) => field.name === name) ?? writer.fields.find((field) => aliases.includes(field.name));

const withoutDefault = ({ name }: AvroField, path: string): Incompatibility => ({
  path,
  reason: `the field is read, not written, and has no default`,
  remedy: {
    backward: `Give "${name}" a default, or, where it was renamed, the old name as an alias.`,
    forward: `Keep "${name}" until every consumer can do without it: had it a default, it could go.`,
  },
});

const differs = (writer: AvroType, reader: AvroType, path: string): Incompatibility => ({
  path,
  reason: `${wordsOf(writer)} is written and cannot be read as ${wordsOf(reader)}`,
  remedy: {
    backward: `Read ${wordsOf(writer)}, if need be in a union beside the new type.`,
    forward: `Go on writing ${wordsOf(reader)}, or put the new type into a field of its own.`,
  },
});

const wordsOf = (type: AvroType): string => {
  switch (type.kind) {
    case 'primitive':
      return type.name;
    case 'array':
      return `array of ${wordsOf(type.items)}`;
    case 'map':
      return `map of ${wordsOf(type.values)}`;
    case 'union':
      return `union of ${type.branches.map(wordsOf).join(', ')}`;
    case 'fixed':
      return `fixed ${type.name} of ${type.size} bytes`;
    case 'enum':
    case 'record':
      return `${type.kind} ${type.name}`;
  }
};
