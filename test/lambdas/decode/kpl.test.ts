import { gzipSync } from 'node:zlib';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import validators from '../../../lambdas/generated/validators.js';
import { anAggregate, sealed } from '../../../tools/producers/framed.ts';
import { aMessage, aRecord } from '../../builders/record.ts';

const decode = (content: Uint8Array) => decodeRecord(aRecord(content), validators);
const message = (messageId: string) => aMessage({ messageId });
const STEP = 2 ** 20;

const found = (content: Uint8Array) => {
  const { events, failures } = decode(content);
  return {
    events: events.map(({ event, position }) => [event.messageId, position.subSequence]),
    failures: failures.map(({ reason, position, partitionKey }) => [reason, position.subSequence, partitionKey]),
  };
};

describe('a KPL aggregate', () => {
  it('gives each of its records as an event of its own, numbered as the Kinesis client does', () => {
    expect(found(anAggregate(['a', 'b', 'c'].map((id) => ({ data: message(id) }))))).toEqual({
      events: [
        ['a', 0],
        ['b', 1],
        ['c', 2],
      ],
      failures: [],
    });
  });

  it('fails part by part, each under its own partition key and with its own bytes', () => {
    const { events, failures } = decode(
      anAggregate([
        { data: message('a') },
        { partitionKey: 'u-2', data: 'RECORD 22' },
        { partitionKey: 'u-3', data: message('c') },
      ]),
    );
    expect(events.map(({ event }) => event.messageId)).toEqual(['a', 'c']);
    expect(failures).toMatchObject([{ reason: 'not_json', partitionKey: 'u-2', position: { subSequence: 1 } }]);
    expect(Buffer.from(failures[0]?.raw ?? []).toString()).toBe('RECORD 22');
  });

  it('opens its parts by their own first bytes', () => {
    const parts = [gzipSync(JSON.stringify(message('a'))), [message('b'), message('c')], message('d')];
    expect(found(anAggregate(parts.map((data) => ({ data }))))).toEqual({
      events: [
        ['a', 0],
        ['b', 1],
        ['c', 1 + STEP],
        ['d', 2],
      ],
      failures: [],
    });
  });

  it('gives no two messages the same place, even where its parts are lists', () => {
    const lists = [0, 1, 2].map((n) => ({ data: [0, 1, 2, 3].map((m) => (m % 2 === 0 ? message(`${n}-${m}`) : {})) }));
    const { events, failures } = found(anAggregate(lists));
    const places = [...events, ...failures].map(([, place]) => place);
    expect(new Set(places).size).toBe(12);
  });

  it('may be gzipped as a whole', () => {
    expect(found(gzipSync(anAggregate([{ data: message('a') }]))).events).toEqual([['a', 0]]);
  });

  it.each([
    ['whose checksum is wrong', () => Buffer.concat([anAggregate([{ data: 'x' }]).subarray(0, -1), Buffer.from([0])])],
    ['of nothing', () => anAggregate([])],
    ['that is no protobuf', () => sealed(Buffer.from([0x1a, 0xff, 0xff]))],
    ['cut short', () => anAggregate([{ data: message('a') }]).subarray(0, 12)],
  ])('%s fails whole', (_, bytes) =>
    expect(found(bytes())).toEqual({ events: [], failures: [['broken_framing', 0, 'u-1']] }),
  );

  it('inside an aggregate is refused, its neighbours are not', () => {
    const nested = anAggregate([{ data: message('inner') }]);
    expect(found(anAggregate([{ data: nested }, { data: gzipSync(nested) }, { data: message('c') }]))).toEqual({
      events: [['c', 2]],
      failures: [
        ['unknown_framing', 0, 'u-1'],
        ['unknown_framing', 1, 'u-1'],
      ],
    });
  });

  it('keeps a part whose partition key is not in the table, and one without data', () => {
    const part = (write: (writer: BinaryWriter) => void) => {
      const writer = new BinaryWriter();
      write(writer);
      return writer.finish();
    };
    const body = new BinaryWriter();
    body.tag(1, WireType.LengthDelimited).string('u-9');
    body
      .tag(3, WireType.LengthDelimited)
      .bytes(part((writer) => writer.tag(1, WireType.Varint).uint64(7).tag(3, WireType.LengthDelimited).string('{}')));
    body.tag(3, WireType.LengthDelimited).bytes(part((writer) => writer.tag(1, WireType.Varint).uint64(0)));
    const { failures } = decode(sealed(body.finish()));
    expect(failures).toMatchObject([
      { reason: 'broken_framing', partitionKey: 'u-1', raw: Buffer.from('{}') },
      { reason: 'broken_framing', position: { subSequence: 1 } },
    ]);
  });

  it('of more records than one may hold fails once, not ten thousand times', () => {
    expect(found(anAggregate(Array.from({ length: 10_001 }, () => ({ data: '0' })))).failures).toEqual([
      ['too_large', 0, 'u-1'],
    ]);
  });

  it('of many small bombs is one big one: all parts together inflate to 10 MiB at most', () => {
    const bomb = gzipSync(Buffer.alloc(4 * 1024 * 1024, 0x20));
    const { failures } = found(anAggregate(Array.from({ length: 5 }, () => ({ data: bomb }))));
    expect(failures.map(([reason]) => reason)).toEqual(['not_json', 'not_json', 'too_large', 'too_large', 'too_large']);
  });

  it('of lists holds 10,000 messages at most', () => {
    const list = JSON.stringify(Array.from({ length: 2_500 }, () => 0));
    const { failures } = found(anAggregate(Array.from({ length: 6 }, () => ({ data: list }))));
    expect(failures.filter(([reason]) => reason === 'too_large')).toHaveLength(2);
    expect(failures).toHaveLength(10_002);
  });
});
