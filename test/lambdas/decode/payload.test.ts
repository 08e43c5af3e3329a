import { describe, expect, it } from 'vitest';
import type { SchemaId, SchemaName } from '../../../lambdas/core/schema/schema-name.ts';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import validators from '../../../lambdas/generated/validators.js';
import { anAggregate, confluentFramed, glueFramed } from '../../../tools/producers/framed.ts';
import { anAvroOrder, aProtobufOrder, ORDERED_AT } from '../../../tools/producers/order-payload.ts';
import { aMessage, aRecord } from '../../builders/record.ts';

const UUID = {
  avro: '11111111-1111-4111-8111-111111111111',
  protobuf: '22222222-2222-4222-8222-222222222222',
  json: '33333333-3333-4333-8333-333333333333',
  ahead: '44444444-4444-4444-8444-444444444444',
  unheardOf: '55555555-5555-4555-8555-555555555555',
};
const NAMES: Readonly<Record<string, SchemaName>> = {
  [`glue:${UUID.avro}`]: 'order-completed/1.avsc',
  [`glue:${UUID.protobuf}`]: 'order-completed/1.proto',
  [`glue:${UUID.json}`]: 'order-completed/1.json',
  [`glue:${UUID.ahead}`]: 'order-completed/99.avsc',
  'confluent:7': 'order-completed/1.avsc',
  'confluent:8': 'order-completed/1.proto',
  'confluent:9': 'order-completed/1.json',
};
const schemas = { nameOf: (id: SchemaId) => NAMES[id] };
const decode = (content: Uint8Array) => decodeRecord(aRecord(content), validators, schemas);

const jsonOrder = aMessage({
  messageId: 'm-json',
  event: 'Order Completed',
  properties: { order_id: 'o-1', total: 29.5 },
});
/** The rank of OrderCompleted among Order, OrderCompleted and OrderLine. */
const RANK = Buffer.from([1]);

describe('an order under a schema', () => {
  it.each([
    ['Avro in Glue framing', glueFramed(UUID.avro, anAvroOrder()), 'm-avro'],
    ['Avro in Glue framing, compressed', glueFramed(UUID.avro, anAvroOrder(), true), 'm-avro'],
    ['Avro in Confluent framing', confluentFramed(7, anAvroOrder()), 'm-avro'],
    ['Protobuf in Glue framing', glueFramed(UUID.protobuf, Buffer.concat([RANK, aProtobufOrder()])), 'm-protobuf'],
    ['Protobuf in Confluent framing', confluentFramed(8, aProtobufOrder(), [0]), 'm-protobuf'],
    ['JSON in Glue framing', glueFramed(UUID.json, jsonOrder), 'm-json'],
    ['JSON in Glue framing, compressed', glueFramed(UUID.json, jsonOrder, true), 'm-json'],
    ['JSON in Confluent framing', confluentFramed(9, jsonOrder), 'm-json'],
  ])('arrives from %s', (_, content, messageId) => {
    const { events, failures } = decode(content);
    expect(failures).toEqual([]);
    expect(events).toMatchObject([
      {
        event: {
          ...{ type: 'track', event: 'Order Completed', messageId, userId: 'u-1' },
          properties: { order_id: 'o-1', total: 29.5 },
        },
      },
    ]);
  });

  it.each([
    ['Avro', confluentFramed(7, anAvroOrder())],
    ['Protobuf', confluentFramed(8, aProtobufOrder(), [0])],
  ])('keeps its time, its lines and its currency in %s', (_, content) => {
    expect(decode(content).events[0]?.event).toMatchObject({
      at: ORDERED_AT,
      properties: { currency: 'EUR', products: [{ product_id: 'p-1', quantity: 2 }] },
    });
  });

  it.each([
    ['Avro', confluentFramed(7, anAvroOrder({ order_id: 'o-1', total: 0 }))],
    ['Protobuf', confluentFramed(8, aProtobufOrder({ order_id: 'o-1', total: 0 }), [0])],
  ])('of nothing is an order too, in %s', (_, content) => {
    expect(decode(content).events[0]?.event).toMatchObject({ properties: { total: 0 } });
  });

  it.each([
    ['Avro', confluentFramed(7, anAvroOrder({ order_id: 'o-1', total: -1 }))],
    ['Protobuf', confluentFramed(8, aProtobufOrder({ order_id: 'o-1', total: -1 }), [0])],
    ['JSON', confluentFramed(9, { ...jsonOrder, properties: { order_id: 'o-1', total: -1 } })],
  ])('is held to what the event may hold in %s too', (_, content) => {
    expect(decode(content).failures).toMatchObject([{ reason: 'schema_violation', path: '/properties/total' }]);
  });

  it('of nobody is no message', () => {
    expect(decode(confluentFramed(7, anAvroOrder(undefined, null))).failures).toMatchObject([
      { reason: 'invalid_envelope' },
    ]);
  });

  it('may be part of an aggregate, and fails alone there', () => {
    const { events, failures } = decode(
      anAggregate([
        { data: glueFramed(UUID.avro, anAvroOrder()) },
        { partitionKey: 'u-2', data: glueFramed(UUID.unheardOf, anAvroOrder()) },
      ]),
    );
    expect(events).toHaveLength(1);
    expect(failures).toMatchObject([
      { reason: 'unknown_schema', schema: `glue:${UUID.unheardOf}`, partitionKey: 'u-2', position: { subSequence: 1 } },
    ]);
  });
});

describe('a schema that cannot be had', () => {
  it.each([
    ['is in no registry', glueFramed(UUID.unheardOf, anAvroOrder()), `glue:${UUID.unheardOf}`],
    ['is in no registry, under a Confluent id', confluentFramed(4_294_967_295, '{}'), 'confluent:4294967295'],
    ['is not in this release', glueFramed(UUID.ahead, anAvroOrder()), 'order-completed/99.avsc'],
  ])('and %s fails softly, with the whole record', (_, content, schema) => {
    const { failures } = decode(content);
    expect(failures).toMatchObject([{ reason: 'unknown_schema', schema }]);
    expect(failures[0]?.raw.byteLength).toBe(content.byteLength);
  });
});

describe('a damaged payload', () => {
  const deepMap = (key: string) => `{"properties":{"${key}":1}}`;
  it.each([
    ['Avro cut short', glueFramed(UUID.avro, anAvroOrder().subarray(0, -1)), 'broken_framing'],
    ['Avro that goes on', glueFramed(UUID.avro, Buffer.concat([anAvroOrder(), Buffer.from([0])])), 'broken_framing'],
    ['Avro of nothing', glueFramed(UUID.avro, ''), 'broken_framing'],
    ['Protobuf cut short', confluentFramed(8, aProtobufOrder().subarray(0, -1), [0]), 'broken_framing'],
    ['Protobuf without its message indexes', confluentFramed(8, aProtobufOrder()), 'broken_framing'],
    ['a message that the file does not have', confluentFramed(8, aProtobufOrder(), [9]), 'broken_framing'],
    ['a message within one that has none', confluentFramed(8, aProtobufOrder(), [0, 0]), 'broken_framing'],
    [
      'a path without end',
      confluentFramed(
        8,
        aProtobufOrder(),
        Array.from({ length: 40 }, () => 0),
      ),
      'broken_framing',
    ],
    [
      'a rank beyond the file',
      glueFramed(UUID.protobuf, Buffer.concat([Buffer.from([3]), aProtobufOrder()])),
      'broken_framing',
    ],
    [
      'broken zlib',
      Buffer.concat([glueFramed(UUID.avro, '', true).subarray(0, 18), Buffer.from('xx')]),
      'broken_framing',
    ],
    ['a zlib bomb', glueFramed(UUID.json, ' '.repeat(11 * 1024 * 1024), true), 'too_large'],
    ['no JSON where it says so', glueFramed(UUID.json, anAvroOrder()), 'not_json'],
    ['half a JSON text', glueFramed(UUID.json, '{"type":'), 'not_json'],
    ['a list where a message should be', glueFramed(UUID.json, [jsonOrder]), 'invalid_envelope'],
    ['a forbidden key', glueFramed(UUID.json, deepMap('constructor')), 'forbidden_key'],
  ])('with %s fails for a reason, with its bytes', (_, content, reason) => {
    const { events, failures } = decode(content);
    expect(events).toEqual([]);
    expect(failures).toMatchObject([{ reason }]);
    expect(failures[0]?.raw.byteLength).toBe(content.byteLength);
  });

  it('says which schema it broke, and nothing of what is in it', () => {
    const [failure] = decode(glueFramed(UUID.avro, 'SECRET')).failures;
    const { raw: _, ...said } = failure ?? {};
    expect(said).toMatchObject({ schema: 'order-completed/1.avsc' });
    expect(JSON.stringify(said)).not.toContain('SECRET');
  });
});
