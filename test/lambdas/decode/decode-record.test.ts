import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import validators from '../../../lambdas/generated/validators.js';
import { ARRIVAL, aMessage, aRecord } from '../../builders/record.ts';

const decode = (content: unknown) => decodeRecord(aRecord(content), validators);
const eventOf = (content: unknown) => decode(content).events[0]?.event;
const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;

describe('a good record', () => {
  it('becomes the event it says, with all its times', () => {
    const message = aMessage({
      source: 'web',
      timestamp: '2026-11-24T11:59:58.500Z',
      originalTimestamp: '2026-11-24T13:00:00.000Z',
      receivedAt: '2026-11-24T11:59:59.000Z',
      context: { timezone: 'Europe/London', locale: 'en-GB', backfill: true, campaign: { source: 'news', name: 7 } },
      properties: { colour: 'blue' },
    });
    expect(eventOf(message)).toEqual({
      type: 'track',
      event: 'Door Opened',
      messageId: 'm-1',
      source: 'web',
      userId: 'u-1',
      at: Date.UTC(2026, 10, 24, 11, 59, 58, 500),
      saidAt: Date.UTC(2026, 10, 24, 13),
      receivedAt: Date.UTC(2026, 10, 24, 11, 59, 59),
      context: { backfill: true, timezone: 'Europe/London', locale: 'en-GB', campaign: { source: 'news' } },
      properties: { colour: 'blue' },
    });
  });

  it.each([
    [{ type: 'identify', traits: { email: 'ada@example.com' } }, { traits: { email: 'ada@example.com' } }],
    [
      { type: 'page', name: 'Home', properties: null },
      { name: 'Home', properties: {} },
    ],
    [
      { type: 'screen', name: null },
      { type: 'screen', properties: {} },
    ],
    [
      { type: 'group', groupId: 12 },
      { groupId: '12', traits: {} },
    ],
    [{ type: 'alias', previousId: 'a-1' }, { previousId: 'a-1' }],
    [{ userId: 17850 }, { userId: '17850' }],
    [
      { userId: '', anonymousId: 'a-1' },
      { userId: undefined, anonymousId: 'a-1' },
    ],
    [{ source: undefined }, { source: 'stream' }],
  ])('is understood: %j', (sent, expected) => expect(eventOf(aMessage(sent))).toMatchObject(expected));

  it.each([
    ['gzip', gzipSync(JSON.stringify(aMessage()))],
    ['a byte order mark and blanks', `\uFEFF \r\n\t${JSON.stringify(aMessage())}`],
    ['a list', [aMessage()]],
    ['gzip around a list', gzipSync(JSON.stringify([aMessage()]))],
  ])('may come as %s', (_, content) => expect(eventOf(content)).toMatchObject({ messageId: 'm-1' }));

  it('names products, orders and carts as text, whatever the producer used', () => {
    const properties = { order_id: 536365, products: [{ product_id: 22 }, { sku: 'A' }, { product_id: 'p' }] };
    expect(eventOf(aMessage({ event: 'Order Completed', properties }))).toMatchObject({
      properties: {
        order_id: '536365',
        products: [{ product_id: '22' }, { product_id: 'A', sku: 'A' }, { product_id: 'p' }],
      },
    });
  });

  it('keeps an order of 1,200 lines whole', () => {
    const products = Array.from({ length: 1200 }, (_, n) => ({ product_id: `p-${n}`, quantity: 1, price: 0.55 }));
    const event = eventOf(aMessage({ event: 'Order Completed', properties: { order_id: 'o', products } }));
    expect(event).toMatchObject({ properties: { products: { length: 1200 } } });
  });
});

describe('time', () => {
  const FIVE_MINUTES = 5 * 60_000;
  it.each([
    [
      'is taken at its word',
      { timestamp: '2026-11-24T11:00:00Z' },
      Date.UTC(2026, 10, 24, 11),
      Date.UTC(2026, 10, 24, 11),
    ],
    [
      'may have an offset',
      { timestamp: '2026-11-24T13:00:00.000+0200' },
      Date.UTC(2026, 10, 24, 11),
      Date.UTC(2026, 10, 24, 11),
    ],
    [
      'is UTC without an offset',
      { timestamp: '2026-11-24 11:00:00' },
      Date.UTC(2026, 10, 24, 11),
      Date.UTC(2026, 10, 24, 11),
    ],
    [
      'of 2100 is clamped, but remembered',
      { timestamp: '2100-01-01T00:00:00Z' },
      ARRIVAL + FIVE_MINUTES,
      Date.UTC(2100, 0, 1),
    ],
    ['of 1970 is the arrival, but remembered', { timestamp: '1970-01-01T00:00:01Z' }, ARRIVAL, 1000],
    ['that is missing is the arrival', { timestamp: undefined }, ARRIVAL, undefined],
    ['that is null is the arrival', { timestamp: null }, ARRIVAL, undefined],
  ])('%s', (_, sent, at, saidAt) => expect(eventOf(aMessage(sent))).toMatchObject({ at, ...(saidAt && { saidAt }) }));

  it.each(['yesterday', '2026-13-45T00:00:00Z', '1764000000', '2026-11-24T25:00:00Z'])('%s is refused', (timestamp) => {
    expect(decode(aMessage({ timestamp })).failures).toMatchObject([
      { reason: 'invalid_envelope', path: '/timestamp' },
    ]);
  });

  it.each([['2100-01-01T00:00:00Z'], ['1970-01-01T00:00:00Z'], ['soon'], [null]])(
    'believes no collector that says it took the message at %s',
    (receivedAt) => expect(eventOf(aMessage({ receivedAt }))).toMatchObject({ receivedAt: ARRIVAL }),
  );
});

describe('a bad record', () => {
  const text = (more: object) => JSON.stringify(aMessage(more));
  it.each([
    ['nothing', new Uint8Array(), 'not_json'],
    ['garbage', new Uint8Array([0xde, 0xad, 0xbe, 0xef]), 'not_json'],
    ['half a JSON text', '{"type": "track", ', 'not_json'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 'not_json'],
    ['broken gzip', new Uint8Array([0x1f, 0x8b, 1, 2, 3]), 'not_json'],
    ['a KPL aggregate cut short', new Uint8Array([0xf3, 0x89, 0x9a, 0xc2, 1]), 'broken_framing'],
    ['Glue framing cut short', new Uint8Array([3, 5, 1]), 'broken_framing'],
    ['Confluent framing of a schema unheard of', new Uint8Array([0, 0, 0, 0, 1]), 'unknown_schema'],
    ['gzip within gzip', gzipSync(gzipSync(text({}))), 'unknown_framing'],
    ['a gzip bomb', gzipSync(Buffer.alloc(11 * 1024 * 1024, 0x20)), 'too_large'],
    ['more than 1 MiB', text({ properties: { a: 'x'.repeat(1024 * 1024) } }), 'too_large'],
    [
      'an object of 1,001 keys',
      text({ traits: Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [n, n])) }),
      'too_large',
    ],
    ['a list of 2,501 messages', JSON.stringify(Array.from({ length: 2501 }, () => 0)), 'too_large'],
    ['33 levels', nested(33), 'too_deep'],
    ['100,000 levels', nested(100_000), 'too_deep'],
    ['a million brackets', '['.repeat(500_000) + ']'.repeat(500_000), 'too_deep'],
    ['__proto__', '{"type":"track","properties":{"a":[{"__proto__":{"admin":true}}]}}', 'forbidden_key'],
    ['constructor', text({ traits: { constructor: 1 } }), 'forbidden_key'],
    ['prototype', text({ context: { a: { prototype: {} } } }), 'forbidden_key'],
    ['a lone surrogate in an id', '{"type":"track","event":"E","messageId":"m","userId":"u\\ud800"}', 'invalid_text'],
    ['NUL in an id', text({ anonymousId: 'a\u0000b' }), 'invalid_text'],
    ['NUL in an address', text({ type: 'identify', traits: { email: 'a\u0000@example.com' } }), 'invalid_text'],
    ['an empty list', '[]', 'invalid_envelope'],
    ['a wrong type', text({ userId: true }), 'invalid_envelope'],
    ['nobody', text({ userId: undefined }), 'invalid_envelope'],
    ['an id that JSON rounds', text({}).replace('"u-1"', '9007199254740993'), 'invalid_envelope'],
    [
      'an order id that JSON rounds',
      text({ event: 'Order Completed', properties: { order_id: 2 ** 53 + 2 } }),
      'schema_violation',
    ],
    [
      'what its schema forbids',
      text({ event: 'Product Added', properties: { product_id: 'p', price: 'cheap' } }),
      'schema_violation',
    ],
  ])('with %s fails for a reason, with its bytes, and throws nothing', (_, content, reason) => {
    const record = aRecord(content);
    const { events, failures } = decodeRecord(record, validators);
    expect(events).toEqual([]);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ reason, partitionKey: 'u-1', receivedAt: ARRIVAL });
    expect(failures[0]?.raw.byteLength).toBe(record.data.byteLength);
  });

  it('32 levels are allowed', () => {
    expect(decode(aMessage({ properties: JSON.parse(nested(31)) })).failures).toEqual([]);
  });

  it('never pollutes a prototype', () => {
    decode('{"type":"identify","messageId":"m","userId":"u","traits":{"__proto__":{"polluted":1}}}');
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('in a list fails alone, under its place in it, with its own bytes', () => {
    const list = [aMessage(), { nonsense: true, source: 'web' }, aMessage({ messageId: 'm-3' })];
    const { events, failures } = decode(list);
    expect(events.map(({ event, position }) => [event.messageId, position.subSequence])).toEqual([
      ['m-1', 0],
      ['m-3', 2],
    ]);
    expect(failures).toMatchObject([{ reason: 'invalid_envelope', source: 'web', position: { subSequence: 1 } }]);
    expect(Buffer.from(failures[0]?.raw ?? []).toString()).toBe(JSON.stringify(list[1]));
  });

  it('in a list keeps what makes it bad, so that it is as bad when it is put back', () => {
    const { failures } = decode(`[{"messageId":"m","properties":{"total":1e999}}]`);
    expect(failures).toMatchObject([{ reason: 'too_large', path: '/properties/total' }]);
    expect(Buffer.from(failures[0]?.raw ?? []).toString()).toContain('"total":1e999');
  });

  it.each([
    ['/traits/a/0/constructor', '{"traits":{"a":[{"constructor":1}]}}'],
    ['/traits/*/constructor', '{"traits":{"ada@example.com":{"constructor":1}}}'],
    [`/a${'/a'.repeat(31)}`, nested(40)],
    ['/traits', text({ traits: Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [n, n])) })],
  ])('says where it is out of bounds: %s', (path, content) => {
    expect(decode(content).failures).toMatchObject([{ path }]);
  });

  it('says where it broke its schema, and never with what', () => {
    const properties = { order_id: 'o', products: [{ product_id: 'p', quantity: 'SECRET' }] };
    const { failures } = decode(aMessage({ event: 'Order Completed', properties }));
    const { raw: _, ...said } = failures[0] ?? {};
    expect(said).toMatchObject({
      path: '/properties/products/0/quantity',
      schema: expect.stringMatching(/order-completed\/1/),
    });
    expect(JSON.stringify(said)).not.toContain('SECRET');
  });
});
