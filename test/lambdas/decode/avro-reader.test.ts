import avro from 'avsc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AvroSchema, compileAvro } from '../../../lambdas/decode/payload/avro-reader.ts';
import { ByteReader, DamagedPayload } from '../../../lambdas/decode/payload/byte-reader.ts';

const read = (schema: AvroSchema, bytes: Uint8Array): unknown => compileAvro(schema)(new ByteReader(bytes));
const written = (schema: AvroSchema, value: unknown): Buffer => {
  const plain = JSON.parse(JSON.stringify(schema));
  return avro.Type.forSchema(plain, { wrapUnions: 'never' }).toBuffer(value);
};

const everything: AvroSchema = {
  type: 'record',
  name: 'Everything',
  namespace: 'a.b',
  fields: [
    { name: 'flag', type: 'boolean' },
    { name: 'int', type: 'int' },
    { name: 'long', type: 'long' },
    { name: 'float', type: 'float' },
    { name: 'double', type: 'double' },
    { name: 'text', type: 'string' },
    { name: 'maybe', type: ['null', 'string'] },
    { name: 'suit', type: { type: 'enum', name: 'Suit', symbols: ['HEARTS', 'SPADES'] } },
    { name: 'again', type: 'Suit' },
    { name: 'fully', type: 'a.b.Suit' },
    { name: 'list', type: { type: 'array', items: ['null', 'long'] } },
    { name: 'map', type: { type: 'map', values: { type: 'array', items: 'string' } } },
    {
      name: 'tree',
      type: { type: 'record', name: 'Tree', fields: [{ name: 'branches', type: { type: 'array', items: 'Tree' } }] },
    },
  ],
};

/** avsc itself zigzags in floating point: beyond 2^52 it writes another number. */
const longs = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
const suits = fc.constantFrom('HEARTS', 'SPADES');
const { tree } = fc.letrec<{ tree: { branches: readonly unknown[] } }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constant({ branches: [] }),
    fc.record({ branches: fc.array(tie('tree'), { maxLength: 2 }) }),
  ),
}));
const values = fc.record({
  flag: fc.boolean(),
  int: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  long: longs,
  float: fc.float({ noNaN: true }),
  double: fc.double({ noNaN: true }),
  text: fc.string({ unit: 'grapheme' }),
  maybe: fc.option(fc.string()),
  suit: suits,
  again: suits,
  fully: suits,
  list: fc.array(fc.option(longs)),
  map: fc.dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    fc.array(fc.string(), { maxLength: 3 }),
  ),
  tree,
});

describe('what avsc writes', () => {
  it('is read as it was, whatever it is', () => {
    fc.assert(
      fc.property(values, (value) => {
        const { maybe, ...rest } = value;
        // Null is how Avro says that an optional field is absent.
        expect(read(everything, written(everything, value))).toEqual(maybe === null ? rest : value);
      }),
      { numRuns: 300, seed: 20261124 },
    );
  });

  it('and is then damaged ends in time, in a value or in the one error', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.tuple(values, fc.nat(), fc.nat(255)).map(([value, at, byte]) => {
        const damaged = written(everything, value);
        damaged[at % damaged.length] = byte;
        return damaged;
      }),
    );
    fc.assert(
      fc.property(bytes, (damaged) => {
        try {
          read(everything, damaged);
        } catch (error) {
          expect(error instanceof DamagedPayload || error instanceof RangeError).toBe(true);
        }
      }),
      { numRuns: 1_000, seed: 20261124 },
    );
  });
});

describe('what JSON has another form for', () => {
  const long = (logicalType: string): AvroSchema => ({ type: 'long', logicalType });
  it.each<[string, AvroSchema, unknown, unknown]>([
    ['an instant in ms', long('timestamp-millis'), 1_795_521_600_123, '2026-11-24T12:00:00.123Z'],
    ['an instant in µs', long('timestamp-micros'), 1_795_521_600_123_999, '2026-11-24T12:00:00.123Z'],
    ['a day', { type: 'int', logicalType: 'date' }, 20_781, '2026-11-24'],
    ['a decimal', { type: 'bytes', logicalType: 'decimal', scale: 2 }, Buffer.from([0x07, 0xcf]), 19.99],
    ['a negative decimal', { type: 'bytes', logicalType: 'decimal', scale: 1 }, Buffer.from([0xff]), -0.1],
    [
      'a fixed decimal',
      { type: 'fixed', name: 'F', size: 2, logicalType: 'decimal', scale: 2 },
      Buffer.from([0, 5]),
      0.05,
    ],
    ['bytes', 'bytes', Buffer.from('hey'), 'aGV5'],
    ['fixed bytes', { type: 'fixed', name: 'G', size: 3 }, Buffer.from('hey'), 'aGV5'],
    ['an unknown logical type', { type: 'string', logicalType: 'colour' }, 'red', 'red'],
  ])('%s', (_, schema, value, expected) => expect(read(schema, written(schema, value))).toBe(expected));

  it('a long beyond what a number holds keeps its digits: it is an id', () => {
    // 2^63 - 1, zigzag
    expect(read('long', Buffer.from('feffffffffffffffff01', 'hex'))).toBe('9223372036854775807');
    expect(read('long', Buffer.from('ffffffffffffffffff01', 'hex'))).toBe('-9223372036854775808');
  });
});

describe('bytes that lie', () => {
  const many = Buffer.from('feffffffffffff1f', 'hex'); // a count of about 2^52
  it.each<[string, AvroSchema, Buffer]>([
    ['an endless list', { type: 'array', items: 'long' }, many],
    ['an endless list of nothing', { type: 'array', items: 'null' }, many],
    ['an endless map', { type: 'map', values: 'long' }, many],
    ['an endless text', 'string', many],
    ['a text of negative length', 'string', Buffer.from([0x01])],
    ['a symbol beyond its enum', { type: 'enum', name: 'E', symbols: ['A'] }, Buffer.from([0x02])],
    ['a branch beyond its union', ['null', 'long'], Buffer.from([0x04])],
    ['a branch before its union', ['null', 'long'], Buffer.from([0x01])],
    ['a number of 71 bits', 'long', Buffer.alloc(11, 0xff)],
    ['an instant beyond the calendar', { type: 'long', logicalType: 'timestamp-millis' }, many],
    ['half a double', 'double', Buffer.alloc(4)],
  ])('as %s are refused at once', (_, schema, bytes) => {
    expect(() => read(schema, bytes)).toThrow(DamagedPayload);
  });

  it("keep a map's key __proto__ an own one, which the check of keys finds", () => {
    const bytes = Buffer.concat([Buffer.from([2, 18]), Buffer.from('__proto__'), Buffer.from([4, 0])]);
    const map = read({ type: 'map', values: 'long' }, bytes);
    expect(Object.keys(Object(map))).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
  });
});
