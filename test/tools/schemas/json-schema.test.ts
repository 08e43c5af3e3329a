import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { jsonSchemasOf } from '../../../tools/schemas/compare-versions.ts';
import { acceptsValue } from '../../../tools/schemas/json-schema/accepts-value.ts';
import { compareJsonSchemas } from '../../../tools/schemas/json-schema/compare-json-schemas.ts';
import { schemaLibrary } from '../../../tools/schemas/json-schema/schema-library.ts';
import { readSchemaFolder } from '../../../tools/schemas/schema-folder.ts';
import { aDocument, aJsonSchema } from '../../builders/json-schema.ts';

const librarySchema = (...documents: readonly unknown[]) => {
  const library = schemaLibrary(documents);
  return { schema: library.documents[0] ?? true, resolve: library.resolve };
};

const breaks = (writer: unknown, reader: unknown) =>
  compareJsonSchemas(librarySchema(writer), librarySchema(reader)).map(({ path }) => path);

/** Written so because a linter takes an object with a `then` for a promise. */
const then = (schema: object | boolean) => Object.fromEntries([['then', schema]]);

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });

describe('data of the first schema are taken by the second', () => {
  it.each([
    ['a bound is loosened', { type: 'number', minimum: 3 }, { type: 'number', exclusiveMinimum: 2 }],
    ['a type joins others', { type: 'string' }, { type: ['string', 'null'] }],
    ['a keyword speaks of another type', { type: 'number' }, { minLength: 5 }],
    [
      'several types meet one alternative each',
      { type: ['string', 'null'] },
      { anyOf: [{ type: 'null' }, { type: 'string' }] },
    ],
    ['every alternative is taken by one', { anyOf: [{ const: 1 }, { type: 'null' }] }, { type: ['integer', 'null'] }],
    ['a list of values is lengthened', { enum: ['a', 'b'] }, { enum: ['b', 'c', 'a'] }],
    ['booleans are a list of two', { type: 'boolean' }, { enum: [true, false, null] }],
    [
      'a new property is optional, and none was closed in',
      object({}, { additionalProperties: false }),
      object({ a: {} }),
    ],
    [
      'alternatives are told apart by a constant',
      object({ kind: { const: 'a' } }, { required: ['kind'] }),
      {
        oneOf: [
          object({ kind: { const: 'a' } }, { required: ['kind'] }),
          object({ kind: { const: 'b' } }, { required: ['kind'] }),
        ],
      },
    ],
    [
      'an `if` that never applies',
      object({ kind: { const: 'a' } }, { required: ['kind'] }),
      {
        if: object({ kind: { const: 'b' } }, { required: ['kind'] }),
        else: true,
        ...then(false),
      },
    ],
    [
      'both ways of an `if` are taken',
      { if: { type: 'string' }, ...then({ minLength: 2 }), else: { const: 5 } },
      {
        anyOf: [{ type: 'string', minLength: 1 }, { type: 'number' }],
      },
    ],
    ['a refused part shrinks', { not: { type: 'string' } }, { not: { const: 'a' } }],
    ['dependencies that are always met', object({}, { required: ['b'] }), { dependencies: { a: ['b'] } }],
    [
      'names of a closed object',
      object({ abc: {} }, { additionalProperties: false }),
      { propertyNames: { maxLength: 3 } },
    ],
    [
      'a new property of which its author says that nobody sent it',
      object({ a: {} }),
      object({ a: {}, b: { type: 'string' } }, { 'x-introduces': ['b'] }),
    ],
    ['an array of at most one is unique', { type: 'array', maxItems: 1 }, { uniqueItems: true }],
    [
      'later drafts: prefixItems',
      { type: 'array', items: [{ type: 'integer' }] },
      { prefixItems: [{ type: 'number' }] },
    ],
    ['later drafts: dependentRequired', { dependencies: { a: ['b'] } }, { dependentRequired: { a: ['b'] } }],
  ])('%s', (_, writer, reader) => expect(breaks(writer, reader)).toEqual([]));
});

describe('what the second refuses of the first is found where it is', () => {
  it.each([
    ['a new requirement', object({ a: {} }), object({ a: {} }, { required: ['a'] }), ['/required']],
    [
      'a tightened bound inside',
      object({ a: { minimum: 0 } }),
      object({ a: { minimum: 1 } }),
      ['/properties/a/minimum'],
    ],
    ['a type that is gone', { type: ['string', 'null'] }, { type: 'string' }, ['/type']],
    ['a new pattern', { type: 'string', pattern: '^a' }, { type: 'string', pattern: '^b' }, ['/pattern']],
    ['a new property that others could have filled', object({}), object({ a: { type: 'string' } }), ['/properties/a']],
    [
      'a closed object',
      object({ a: {} }),
      object({ a: {} }, { additionalProperties: false }),
      ['/additionalProperties'],
    ],
    ['a value that is gone', { enum: ['a', 'b'] }, { enum: ['b'] }, ['/enum']],
    ['any string where a few are taken', { type: 'string' }, { enum: ['b'] }, ['/enum']],
    ['items of arrays', { items: { maximum: 9 } }, { items: { maximum: 8 } }, ['/items/maximum']],
    [
      'an open tuple',
      { items: [{ type: 'string' }] },
      { items: [{ type: 'string' }], additionalItems: false },
      ['/additionalItems'],
    ],
    ['names with slashes', object({ 'a/b': {} }), object({ 'a/b': false }), ['/properties/a~1b']],
    [
      'the alternative that comes nearest',
      { type: 'string' },
      { anyOf: [{ type: 'null' }, { type: 'string', minLength: 1 }] },
      ['/anyOf/1/minLength'],
    ],
    [
      'data that two alternatives take',
      { type: 'integer' },
      { oneOf: [{ type: 'integer' }, { minimum: 0 }] },
      ['/oneOf'],
    ],
    [
      'a keyword that nobody here understands',
      { type: 'object' },
      { unevaluatedProperties: false },
      ['/unevaluatedProperties'],
    ],
    ['a value under a format', { const: 'x' }, { format: 'email' }, ['/format']],
  ])('%s', (_, writer, reader, paths) => expect(breaks(writer, reader)).toEqual(paths));
});

describe('schemas that refer to themselves or each other', () => {
  const tree = (leaf: object) => ({
    $id: 'https://example.com/tree',
    properties: { leaf, branches: { items: { $ref: '#' } } },
  });

  it('come to an end', () => {
    expect(breaks(tree({ type: 'string' }), tree({ type: 'string' }))).toEqual([]);
    expect(breaks(tree({ type: 'string' }), tree({ type: 'number' }))).toContain('/properties/leaf/type');
  });

  it('are found by $id, pointer, $anchor and file', () => {
    const shared = { $id: 'https://example.com/shapes/a.json', definitions: { b: { $anchor: 'b', type: 'string' } } };
    const by = (reference: string) =>
      librarySchema({ $id: 'https://example.com/event/1.json', $ref: reference }, shared);
    for (const reference of ['../shapes/a.json#/definitions/b', '../shapes/a.json#b'])
      expect(compareJsonSchemas(by(reference), librarySchema({ type: 'string' }))).toEqual([]);
    expect(compareJsonSchemas(by('../shapes/a.json#b'), librarySchema({ type: 'number' }))).toHaveLength(1);
  });

  it('in this project: each is what it was, in a checkout of its own', async () => {
    const folder = await readSchemaFolder(`${projectRoot}/schemas`);
    const [here, there] = [jsonSchemasOf(folder), jsonSchemasOf(folder)];
    for (const name of folder.documents.keys())
      expect([name, compareJsonSchemas(here(name), there(name))]).toEqual([name, []]);
  });
});

/** Ajv 8.20 takes an empty array where a tuple stands beside `contains`. */
const isClear = (schema: unknown): boolean =>
  !(
    typeof schema === 'object' &&
    schema !== null &&
    'items' in schema &&
    Array.isArray(schema.items) &&
    'contains' in schema
  );

const pairs = fc
  .tuple(aJsonSchema, aJsonSchema)
  .chain(([a, b]) =>
    fc.constantFrom([a, b], [a, { anyOf: [b, a] }], [{ allOf: [b, a] }, a], [merged(a, b), a], [a, merged(b, a)]),
  )
  .filter((pair) => pair.every(isClear));
const merged = (one: unknown, other: unknown): object => ({ ...Object(one), ...Object(other) });

describe('random schemas, an independent validator the judge', () => {
  it('are never called compatible while the reader refuses a document that the writer takes', () => {
    fc.assert(
      fc.property(pairs, fc.array(aDocument, { minLength: 20, maxLength: 20 }), ([writer, reader], documents) => {
        const [written, read] = [writer, reader].map((schema) => new Ajv({ strict: false }).compile(schema as object));
        const { schema, resolve } = librarySchema(writer);
        for (const document of documents) expect(acceptsValue([schema], document, resolve)).toBe(written?.(document));
        if (breaks(writer, reader).length > 0) return;
        for (const document of documents)
          if (written?.(document)) expect([document, read?.(document)]).toEqual([document, true]);
      }),
      { numRuns: 400, seed: 24 },
    );
  });

  it('are compatible with themselves, and with one more alternative', () => {
    fc.assert(
      fc.property(aJsonSchema, aJsonSchema, (schema, other) => {
        expect(breaks(schema, schema)).toEqual([]);
        expect(breaks(schema, { anyOf: [other, schema] })).toEqual([]);
      }),
      { numRuns: 400, seed: 24 },
    );
  });
});
