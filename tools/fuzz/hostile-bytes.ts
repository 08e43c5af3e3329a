import { hash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { type Chance, several } from './chance.ts';
import { brokenMessage, deepJson, manyKeys, toJsonText, wellFormedMessage } from './hostile-messages.ts';

/** 40 MB of blanks in 40 KB; the second one is JSON to its last byte. */
const BOMBS: readonly [Uint8Array, Uint8Array] = [
  gzipSync(Buffer.alloc(40_000_000, 0x20)),
  gzipSync(`{"type":"track","messageId":"${'x'.repeat(12_000_000)}"}`),
];

const MAGIC: readonly [readonly number[], ...(readonly number[])[]] = [
  [0xf3, 0x89, 0x9a, 0xc2],
  [0x03, 0x00],
  [0x03, 0x05],
  [0x00],
  [0x00, 0x00, 0x00, 0x00, 0x01],
  [0x1f, 0x8b],
  [0x1f, 0x8b, 0x08, 0x00],
  [0xef, 0xbb, 0xbf, 0x7b],
  [0x7b],
  [0x5b],
  [0x20, 0x0a],
  [0xff, 0xfe, 0x7b, 0x00],
];

const randomBytes = (chance: Chance, most: number): Uint8Array =>
  Uint8Array.from(several(chance, 0, most, () => chance.below(256)));

const messageText = (chance: Chance, index: number): string =>
  toJsonText(chance.happens(0.6) ? wellFormedMessage(chance, index) : brokenMessage(chance, index));

const listText = (chance: Chance): string =>
  chance.happens(0.01)
    ? `[${'{},'.repeat(2_600)}{}]`
    : `[${several(chance, 0, 5, (index) => messageText(chance, index)).join(',')}]`;

const damage = (chance: Chance, text: string): Uint8Array => {
  const bytes = Buffer.from(text);
  if (bytes.length === 0) return bytes;
  switch (chance.below(5)) {
    case 0:
      return bytes.subarray(0, chance.below(bytes.length));
    case 1: {
      const at = chance.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
      return bytes;
    }
    case 2:
      return Buffer.concat([bytes, randomBytes(chance, 8)]);
    case 3: {
      const at = chance.below(bytes.length);
      return Buffer.concat([bytes.subarray(0, at), randomBytes(chance, 4), bytes.subarray(at)]);
    }
    default:
      return Buffer.from(text, chance.pick(['utf16le', 'latin1']));
  }
};

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
const field = (number: number, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([Uint8Array.from([(number << 3) | 2, ...varint(bytes.length)]), bytes]);

/** A KPL aggregate with the right MD5 around messages, of which half are damaged before it is taken. */
const aggregate = (chance: Chance): Uint8Array => {
  const records = several(chance, 0, 4, (index) =>
    field(
      3,
      Buffer.concat([
        Uint8Array.from([0x08, ...varint(chance.happens(0.9) ? 0 : chance.below(1_000))]),
        field(3, hostileBytes(chance, index)),
      ]),
    ),
  );
  const whole = Buffer.concat([field(1, Buffer.from('u-1')), ...records]);
  const body = chance.happens(0.5) ? whole : damage(chance, whole.toString('latin1'));
  const digest = Buffer.from(hash('md5', body, 'hex'), 'hex');
  return Buffer.concat([
    Uint8Array.from([0xf3, 0x89, 0x9a, 0xc2]),
    body,
    chance.happens(0.95) ? digest : randomBytes(chance, 20),
  ]);
};

/** A message, or bytes that an Avro or Protobuf reader must survive, behind a schema registry's header. */
const registered = (chance: Chance, text: string): Uint8Array => {
  const payload = chance.happens(0.5) ? Buffer.from(text) : randomBytes(chance, chance.pick([4, 40, 400]));
  const uuid = chance.happens(0.7) ? Array<number>(16).fill(0) : several(chance, 16, 16, () => chance.below(256));
  return chance.pick<() => Uint8Array>([
    () => Buffer.concat([Uint8Array.from([0x03, 0x00, ...uuid]), payload]),
    () => Buffer.concat([Uint8Array.from([0x03, 0x05, ...uuid]), deflateSync(payload)]),
    () =>
      Buffer.concat([Uint8Array.from([0x03, 0x05, ...uuid]), damage(chance, deflateSync(payload).toString('latin1'))]),
    () => Buffer.concat([Uint8Array.from([0x00, 0, 0, 0, chance.below(4)]), payload]),
    () => Buffer.concat([Uint8Array.from([0x00, 0, 0, 0, chance.below(4), 0]), payload]),
  ])();
};

const large = (chance: Chance): Uint8Array =>
  chance.pick<() => Uint8Array>([
    () => chance.pick(BOMBS),
    () => Buffer.from(deepJson(1 + chance.below(50_000), chance.pick(['object', 'list']))),
    () =>
      Buffer.from(`{"type":"identify","messageId":"m","userId":"u","traits":${manyKeys(900 + chance.below(4_000))}}`),
    () => Buffer.alloc(1_048_570 + chance.below(20), 0x7b),
    () => Buffer.from(`{"type":"track","messageId":"m","userId":"u-1","event":"${'e'.repeat(300_000)}"}`),
  ])();

/** One message or list as bytes: whole, damaged, compressed, or nothing of the kind. */
export const hostileBytes = (chance: Chance, index = 0): Uint8Array => {
  const kind = chance.below(1_000);
  if (kind < 4) return large(chance);
  if (kind < 60) return randomBytes(chance, 200);
  if (kind < 120) return Buffer.concat([Uint8Array.from(chance.pick(MAGIC)), randomBytes(chance, 100)]);
  if (kind < 140) return aggregate(chance);
  const text = chance.happens(0.1) ? listText(chance) : messageText(chance, index);
  if (kind < 160) return registered(chance, text);
  if (kind < 300) return damage(chance, text);
  if (kind < 360) return gzipSync(text);
  if (kind < 400) {
    const packed = gzipSync(text);
    return chance.happens(0.5)
      ? packed.subarray(0, chance.below(packed.length))
      : damage(chance, packed.toString('latin1'));
  }
  return Buffer.from(text);
};
