import * as fc from 'fast-check';

/** Small documents and schemas over few names and numbers, so that random ones meet each other. */
const scalar = fc.oneof(
  fc.integer({ min: -2, max: 6 }),
  fc.constantFrom('', 'a', 'ab', 'abcd'),
  fc.boolean(),
  fc.constant(null),
  fc.constant(1.5),
);
const name = fc.constantFrom('a', 'b', 's_c');

export const aDocument = fc.letrec((tie) => ({
  document: fc.oneof(
    { maxDepth: 2 },
    scalar,
    fc.dictionary(name, tie('document'), { maxKeys: 3, noNullPrototype: true }),
    fc.array(tie('document'), { maxLength: 3 }),
  ),
})).document;

const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'object', 'array');
const optional = (shape: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(shape, { requiredKeys: [], noNullPrototype: true });
const count = fc.integer({ min: 0, max: 3 });

/** Draft 7, every family of keywords that is compared. */
export const aJsonSchema = fc.letrec((tie) => {
  const schema = tie('schema');
  const schemas = fc.array(schema, { minLength: 1, maxLength: 2 });
  return {
    schema: fc.oneof(
      { maxDepth: 2 },
      optional({ type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 2 })) }),
      optional({
        type: fc.constantFrom('number', 'integer'),
        minimum: count,
        exclusiveMaximum: count,
        multipleOf: fc.constantFrom(1, 2, 4),
      }),
      optional({
        type: fc.constant('string'),
        minLength: count,
        maxLength: count,
        pattern: fc.constantFrom('^a', 'b'),
      }),
      fc.record({ enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }) }, { noNullPrototype: true }),
      fc.record({ const: scalar }, { noNullPrototype: true }),
      fc.boolean(),
      optional({
        type: fc.constant('object'),
        properties: fc.dictionary(name, schema, { maxKeys: 2, noNullPrototype: true }),
        patternProperties: fc.dictionary(fc.constantFrom('^s_', '^a'), schema, { maxKeys: 1, noNullPrototype: true }),
        additionalProperties: schema,
        required: fc.uniqueArray(name, { maxLength: 2 }),
      }),
      optional({
        propertyNames: schema,
        minProperties: count,
        maxProperties: count,
        dependencies: fc.dictionary(name, fc.oneof(schema, fc.uniqueArray(name)), {
          maxKeys: 1,
          noNullPrototype: true,
        }),
      }),
      optional({ type: fc.constant('array'), items: fc.oneof(schema, schemas), additionalItems: schema }),
      // Not beside a tuple: Ajv 8.20 takes an empty array there.
      optional({ type: fc.constant('array'), items: schema, contains: schema }),
      optional({ minItems: count, maxItems: count, uniqueItems: fc.boolean() }),
      optional({ anyOf: schemas, oneOf: schemas, allOf: schemas, not: schema }),
      fc.tuple(schema, schema, schema).map(([condition, met, unmet]) =>
        Object.fromEntries([
          ['if', condition],
          ['then', met],
          ['else', unmet],
        ]),
      ),
    ),
  };
}).schema;
