import { GetSchemaVersionCommand, GlueClient } from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { glueSchemaRegistry } from '../../../../lambdas/adapters/aws/glue-schema-registry.ts';
import { digest } from '../../../../lambdas/core/hash.ts';
import type { SchemaId } from '../../../../lambdas/core/schema/schema-name.ts';
import { canonicalDefinition } from '../../../../lambdas/decode/payload/canonical-definition.ts';
import { aSleeperClock } from '../../../builders/virtual-time.ts';

const glue = mockClient(GlueClient);
beforeEach(() => glue.reset());

const ID: SchemaId = 'glue:11111111-1111-4111-8111-111111111111';
const AVRO = '{"type":"record","name":"Order","fields":[{"name":"order_id","type":"string"}]}';
const PROTO = 'syntax = "proto3";\nmessage Order { string order_id = 1; } // ours';
const BUNDLE: Readonly<Record<string, string>> = {
  'order-completed/2.avsc': AVRO,
  'order-completed/2.proto': PROTO,
  'order-completed/2.json': '{}',
};

const aRegistry = () => {
  const clock = aSleeperClock();
  const registry = glueSchemaRegistry({
    client: new GlueClient({ region: 'eu-west-1' }),
    known: { 'confluent:7': 'order-completed/1.avsc' },
    validators: {
      payload: (name) => {
        const text = BUNDLE[name];
        return text === undefined ? undefined : { fingerprint: digest(canonicalDefinition(name, text)) };
      },
    },
    clock,
  });
  return { clock, registry };
};
const answer = (more: object = {}) => ({
  SchemaVersionId: ID.slice(5),
  SchemaArn: 'arn:aws:glue:eu-west-1:000000000000:schema/kairos/order-completed',
  VersionNumber: 2,
  DataFormat: 'AVRO' as const,
  SchemaDefinition: AVRO,
  Status: 'AVAILABLE' as const,
  ...more,
});
const failing = (name: string) => Object.assign(new Error(name), { name });

describe('looking a schema up in Glue', () => {
  it.each([
    ['Avro', {}, 'order-completed/2.avsc'],
    [
      'a schema named after its format',
      { SchemaArn: 'arn:aws:glue:x:1:schema/r/order-completed-avro' },
      'order-completed/2.avsc',
    ],
    [
      'Avro with its keys and spaces elsewhere',
      { SchemaDefinition: JSON.stringify({ fields: JSON.parse(AVRO).fields, name: 'Order', type: 'record' }, null, 2) },
      'order-completed/2.avsc',
    ],
    [
      'Protobuf',
      { DataFormat: 'PROTOBUF', SchemaDefinition: 'syntax="proto3"; message Order{string order_id=1;}' },
      'order-completed/2.proto',
    ],
    [
      'JSON, whatever its definition',
      { DataFormat: 'JSON', SchemaDefinition: '{"type":"object"}' },
      'order-completed/2.json',
    ],
    ['a version that this release does not have yet', { VersionNumber: 3 }, 'order-completed/3.avsc'],
    ['another definition under our name', { SchemaDefinition: AVRO.replace('string', 'long') }, undefined],
    ['a definition that is none', { SchemaDefinition: '{' }, undefined],
    ['a version that is being deleted', { Status: 'DELETING' }, undefined],
  ])('finds %s', async (_, more, name) => {
    glue.on(GetSchemaVersionCommand).resolves(answer(more));
    const { registry } = aRegistry();
    expect(registry.nameOf(ID)).toBeUndefined();
    await registry.learn([ID]);
    expect(registry.nameOf(ID)).toBe(name);
  });

  it('asks for an id once', async () => {
    glue.on(GetSchemaVersionCommand).resolves(answer());
    const { registry } = aRegistry();
    await registry.learn([ID]);
    await registry.learn([ID]);
    expect(glue.commandCalls(GetSchemaVersionCommand)).toHaveLength(1);
  });

  it.each(['EntityNotFoundException', 'InvalidInputException', 'AccessDeniedException'])(
    'takes %s for an answer, and asks again after a minute',
    async (name) => {
      glue.on(GetSchemaVersionCommand).rejectsOnce(failing(name)).resolves(answer());
      const { registry, clock } = aRegistry();
      await registry.learn([ID]);
      await registry.learn([ID]);
      expect(registry.nameOf(ID)).toBeUndefined();
      expect(glue.commandCalls(GetSchemaVersionCommand)).toHaveLength(1);
      await clock.sleep(60_000);
      await registry.learn([ID]);
      expect(registry.nameOf(ID)).toBe('order-completed/2.avsc');
    },
  );

  it('throws where Glue could not be asked, so that the batch waits', async () => {
    glue.on(GetSchemaVersionCommand).rejects(failing('ThrottlingException'));
    const { registry } = aRegistry();
    await expect(registry.learn([ID])).rejects.toThrow('ThrottlingException');
  });

  it("knows Confluent's ids from the stage, and asks nobody for others", async () => {
    const { registry } = aRegistry();
    expect(registry.nameOf('confluent:7')).toBe('order-completed/1.avsc');
    await registry.learn(['confluent:8']);
    expect(registry.nameOf('confluent:8')).toBeUndefined();
    expect(glue.commandCalls(GetSchemaVersionCommand)).toHaveLength(0);
  });

  it('asks at most 50 questions a batch, however many ids a record makes up', async () => {
    glue.on(GetSchemaVersionCommand).rejects(failing('EntityNotFoundException'));
    const { registry } = aRegistry();
    const ids = Array.from(
      { length: 200 },
      (_, n) => `glue:${String(n).padStart(8, '0')}-0000-4000-8000-000000000000` as const,
    );
    await registry.learn(ids);
    expect(glue.commandCalls(GetSchemaVersionCommand)).toHaveLength(50);
  });
});
