import avro from 'avsc';
import { describe, expect, it } from 'vitest';
import { parseAvro } from '../../../tools/schemas/avro/avro-schema.ts';
import { compareAvroSchemas } from '../../../tools/schemas/avro/compare-avro-schemas.ts';

const record = (...fields: readonly object[]) => ({ type: 'record', name: 'Order', fields });
const field = (type: unknown, more: object = {}) => ({ name: 'a', type, ...more });
const sizes = (...symbols: readonly string[]) => ({ type: 'enum', name: 'Size', symbols });

const breaks = (writer: unknown, reader: unknown) =>
  compareAvroSchemas(parseAvro(writer), parseAvro(reader)).map(({ path }) => path);

/** What Avro's own reader says to the same pair. */
const resolves = (writer: unknown, reader: unknown): boolean => {
  try {
    avro.Type.forSchema(reader as avro.Schema).createResolver(avro.Type.forSchema(writer as avro.Schema));
    return true;
  } catch {
    return false;
  }
};

describe('what was written with the first is read with the second', () => {
  it.each([
    ['a field is gone', record(field('string')), record()],
    ['a new field has a default', record(), record(field('string', { default: '' }))],
    [
      'a field was renamed, its old name an alias',
      record(field('int')),
      record({ name: 'b', type: 'int', aliases: ['a'] }),
    ],
    [
      'a record was renamed, its old name an alias',
      record(),
      { type: 'record', name: 'Purchase', aliases: ['Order'], fields: [] },
    ],
    ['int is read as double', record(field('int')), record(field('double'))],
    ['a type joins a union', record(field('string')), record(field(['null', 'string']))],
    ['a symbol is new', record(field(sizes('S'))), record(field(sizes('S', 'M')))],
    ['a symbol is gone and the enum has a default', sizes('S', 'M'), { ...sizes('S'), default: 'S' }],
    [
      'arrays and maps widen inside',
      { type: 'array', items: { type: 'map', values: 'int' } },
      { type: 'array', items: { type: 'map', values: 'long' } },
    ],
    ['a record holds itself', record(field(['null', 'Order'])), record(field(['null', 'Order']))],
  ])('%s', (_, writer, reader) => {
    expect(breaks(writer, reader)).toEqual([]);
    expect(resolves(writer, reader)).toBe(true);
  });
});

describe('what cannot be read is found where it is', () => {
  it.each([
    ['a new field without a default', record(), record(field('string')), ['a']],
    ['another type', record(field('string')), record(field('int')), ['a']],
    ['a narrower number', record(field('long')), record(field('int')), ['a']],
    ['a branch of a union that is gone', record(field(['null', 'string'])), record(field('string')), ['a']],
    ['a symbol that is gone', record(field(sizes('S', 'M'))), record(field(sizes('S'))), ['a']],
    ['another size', { type: 'fixed', name: 'F', size: 2 }, { type: 'fixed', name: 'F', size: 3 }, ['']],
    [
      'inside arrays of records',
      record(field({ type: 'array', items: { type: 'record', name: 'Line', fields: [] } })),
      record(
        field({ type: 'array', items: { type: 'record', name: 'Line', fields: [{ name: 'sku', type: 'string' }] } }),
      ),
      ['a[].sku'],
    ],
    [
      'inside a union',
      record(field(['null', { type: 'record', name: 'Line', fields: [] }])),
      record(field(['null', { type: 'record', name: 'Line', fields: [{ name: 'sku', type: 'string' }] }])),
      ['a.sku'],
    ],
    ['another name', record(), { type: 'record', name: 'Purchase', fields: [] }, ['']],
  ])('%s', (_, writer, reader, paths) => {
    expect(breaks(writer, reader)).toEqual(paths);
    expect(resolves(writer, reader)).toBe(false);
  });
});

it('says what to do: to the one who adds a field, and to the one who drops it', () => {
  const [found] = compareAvroSchemas(parseAvro(record()), parseAvro(record(field('string'))));
  expect(found?.remedy).toEqual({
    backward: 'Give "a" a default, or, where it was renamed, the old name as an alias.',
    forward: 'Keep "a" until every consumer can do without it: had it a default, it could go.',
  });
});

it('names a type that is nowhere described', () => {
  expect(() => parseAvro(record(field('Nobody')))).toThrow('there is no type Nobody');
});
