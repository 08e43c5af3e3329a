import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import validators from '../../../lambdas/generated/validators.js';
import { anAggregate, confluentFramed, glueFramed } from '../../../tools/producers/framed.ts';
import { anAvroOrder, aProtobufOrder } from '../../../tools/producers/order-payload.ts';
import { ARRIVAL, aMessage, aRecord } from '../../builders/record.ts';

const fields = [
  'type',
  'messageId',
  'userId',
  'anonymousId',
  'event',
  'timestamp',
  'properties',
  'traits',
  'context',
  'groupId',
  'previousId',
  'source',
  'name',
  'receivedAt',
];
const events = ['Product Added', 'Order Completed', 'Subscribed', 'Door Opened'];
const properties = ['product_id', 'sku', 'price', 'quantity', 'order_id', 'products', 'topic', 'email', '__proto__'];

/** A good message with some of its fields replaced by anything. */
const nearlyGood = fc
  .tuple(
    fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias'),
    fc.constantFrom(...events),
    fc.dictionary(fc.constantFrom(...properties), fc.jsonValue({ maxDepth: 3 })),
    fc.dictionary(fc.constantFrom(...fields), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 2 }),
  )
  .map(([type, event, given, broken]) => ({
    ...aMessage({ type, event, properties: given, traits: given }),
    ...broken,
  }));

/** JSON text with one byte of it changed. */
const damaged = fc.tuple(nearlyGood, fc.nat(), fc.nat(255)).map(([message, at, byte]) => {
  const bytes = Buffer.from(JSON.stringify(message));
  bytes[at % bytes.length] = byte;
  return bytes;
});

const NAMES: Readonly<Record<string, string>> = {
  'confluent:1': 'order-completed/1.avsc',
  'confluent:2': 'order-completed/1.proto',
  'confluent:3': 'order-completed/1.json',
  'glue:11111111-1111-4111-8111-111111111111': 'order-completed/1.proto',
};
const schemas = { nameOf: (id: string) => NAMES[id] };

/** Payloads under schemas, with a byte of them changed, or of any bytes at all. */
const [avroOrder, protobufOrder] = [anAvroOrder(), aProtobufOrder()];
const payload = fc
  .tuple(
    fc.constantFrom(avroOrder, protobufOrder, Buffer.from(JSON.stringify(aMessage()))),
    fc.option(fc.tuple(fc.nat(), fc.nat(255))),
    fc.option(fc.uint8Array({ maxLength: 40 }), { freq: 3 }),
  )
  .map(([good, change, other]) => {
    const bytes = Buffer.from(other ?? good);
    if (change !== null && bytes.length > 0) bytes[change[0] % bytes.length] = change[1];
    return bytes;
  });
const framed = fc
  .tuple(fc.constantFrom(1, 2, 3, 4, 5), payload, fc.boolean())
  .map(([id, bytes, zlib]) =>
    id === 4
      ? glueFramed('11111111-1111-4111-8111-111111111111', bytes, zlib)
      : confluentFramed(id, bytes, id === 2 ? [0] : undefined),
  );

const anything = fc.oneof(
  framed,
  fc
    .array(fc.oneof(framed, nearlyGood, fc.uint8Array({ maxLength: 20 })), { minLength: 1, maxLength: 5 })
    .map((parts) => anAggregate(parts.map((data) => ({ data })))),
  fc.uint8Array({ maxLength: 200 }),
  fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
  nearlyGood.map((message) => Buffer.from(JSON.stringify(message))),
  fc.array(nearlyGood, { maxLength: 4 }).map((messages) => gzipSync(JSON.stringify(messages))),
  damaged,
);

describe('whatever is on the stream', () => {
  it('becomes events and failures, never an exception, and every event has a time that can be believed', () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        const { events: good, failures } = decodeRecord(aRecord(bytes), validators, schemas);
        expect(good.length + failures.length).toBeGreaterThan(0);
        for (const { event } of good) {
          expect(event.at).toBeGreaterThanOrEqual(Date.UTC(2000, 0, 1));
          expect(event.at).toBeLessThanOrEqual(ARRIVAL + 10 * 60_000);
          expect(event.userId ?? event.anonymousId).toBeTruthy();
        }
        const places = [...good, ...failures].map(({ position }) => position.subSequence);
        expect(new Set(places).size).toBe(places.length);
        // A part of an aggregate may itself be of no bytes.
        const isAggregate = bytes[0] === 0xf3;
        for (const failure of failures)
          expect(failure.raw.byteLength).toBeGreaterThanOrEqual(bytes.length === 0 || isAggregate ? 0 : 1);
      }),
      { numRuns: 2_000, seed: 20261124 },
    );
  });
});
