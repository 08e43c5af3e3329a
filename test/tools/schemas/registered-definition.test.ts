import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { digest } from '../../../lambdas/core/hash.ts';
import { canonicalDefinition } from '../../../lambdas/decode/payload/canonical-definition.ts';
import type { RegisteredSchema } from '../../../lib/constructs/schema-registry.ts';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { listRegisteredSchemas } from '../../../tools/schemas/list-registered-schemas.ts';
import { parseProto } from '../../../tools/schemas/protobuf/proto-schema.ts';
import { readSchemaFolder, type SchemaFolder } from '../../../tools/schemas/schema-folder.ts';

const jsonSchema = z.record(z.string(), z.unknown());

let folder: SchemaFolder;
let registered: readonly RegisteredSchema[];
beforeAll(async () => {
  folder = await readSchemaFolder(`${projectRoot}/schemas`);
  registered = listRegisteredSchemas(folder);
});
const definitionOf = (name: string): string => registered.find((schema) => schema.name === name)?.definitions[0] ?? '';
const order = (properties: object) => ({
  type: 'track',
  messageId: 'm-1',
  userId: 'u-1',
  event: 'Order Completed',
  properties,
});

describe('a schema as the registry gets it', () => {
  it('is named as the decoder looks it up, one name a format; the envelope is no event', () => {
    const names = registered.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['order-completed', 'order-completed-avro', 'order-completed-protobuf']),
    );
    expect(names.filter((name) => name.startsWith('envelope') || name.startsWith('shapes'))).toEqual([]);
  });

  it('is complete by itself: each is compiled without any other', () => {
    for (const { dataFormat, definitions } of registered)
      for (const definition of dataFormat === 'JSON' ? definitions : [])
        expect(() => new Ajv({ strict: false }).compile(jsonSchema.parse(JSON.parse(definition)))).not.toThrow();
  });

  it('describes the whole message, the shapes of its properties with it', () => {
    const validate = new Ajv({ strict: false }).compile(jsonSchema.parse(JSON.parse(definitionOf('order-completed'))));
    expect(validate(order({ order_id: 'o-1', products: [{ product_id: 'p-1', price: 1 }] }))).toBe(true);
    expect(validate(order({ order_id: 'o-1', products: [{ product_id: 'p-1', price: '1' }] }))).toBe(false);
    expect(validate(order({}))).toBe(false);
    expect(validate({ ...order({ order_id: 'o-1' }), event: 'Order Refunded' })).toBe(false);
  });

  it('is known to the decoder, which compares fingerprints of Avro and Protobuf', () => {
    for (const [name, file] of [
      ['order-completed-avro', 'order-completed/1.avsc'],
      ['order-completed-protobuf', 'order-completed/1.proto'],
    ] as const) {
      const text =
        folder.series.flatMap(({ versions }) => versions).find((version) => version.name === file)?.text ?? '';
      expect(digest(canonicalDefinition(file, definitionOf(name)))).toBe(digest(canonicalDefinition(file, text)));
    }
  });

  it('is still Protobuf without its comments', () => {
    expect(parseProto(definitionOf('order-completed-protobuf')).messages.map(({ name }) => name)).toEqual([
      'OrderCompleted',
      'Order',
      'OrderLine',
    ]);
  });

  it('is within what Glue takes', () => {
    for (const { definitions } of registered) for (const text of definitions) expect(text.length).toBeLessThan(170_000);
  });
});
