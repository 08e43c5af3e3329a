import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import validators from '../../../lambdas/generated/validators.js';
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

const anything = fc.oneof(
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
        const { events: good, failures } = decodeRecord(aRecord(bytes), validators);
        expect(good.length + failures.length).toBeGreaterThan(0);
        for (const { event } of good) {
          expect(event.at).toBeGreaterThanOrEqual(Date.UTC(2000, 0, 1));
          expect(event.at).toBeLessThanOrEqual(ARRIVAL + 10 * 60_000);
          expect(event.userId ?? event.anonymousId).toBeTruthy();
        }
        for (const failure of failures)
          expect(failure.raw.byteLength).toBeGreaterThanOrEqual(bytes.length === 0 ? 0 : 1);
      }),
      { numRuns: 2_000, seed: 20261124 },
    );
  });
});
