import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';

/** The file was changed by something else than a process that died while it wrote. */
export class JournalDamaged extends Error {
  override readonly name = 'JournalDamaged';
}

const HEADER_BYTES = 8;

/** One entry: its length and checksum (4 bytes each, big-endian), then the value as V8 serialises it. */
export const toFrame = (value: unknown): Buffer => {
  const payload = serialize(value);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  frame.writeUInt32BE(payload.length, 0);
  frame.writeUInt32BE(crc32(payload), 4);
  payload.copy(frame, HEADER_BYTES);
  return frame;
};

/**
 * The values of a journal's bytes, in order. An incomplete last entry is left out: whoever wrote it died before it
 * could tell anybody. Throws `JournalDamaged` where a whole entry does not agree with its checksum.
 */
export function* readFrames(bytes: Buffer): Generator<unknown> {
  for (let at = 0; bytes.length - at >= HEADER_BYTES; ) {
    const length = bytes.readUInt32BE(at);
    const from = at + HEADER_BYTES;
    if (from + length > bytes.length || isZeroed(bytes, at)) return;
    const payload = bytes.subarray(from, from + length);
    if (crc32(payload) !== bytes.readUInt32BE(at + 4)) throw new JournalDamaged(`damaged at byte ${at}`);
    yield deserialize(payload);
    at = from + length;
  }
}

/** A file system may leave zeroes where the machine lost its power: no entry is empty. */
const isZeroed = (bytes: Buffer, at: number): boolean =>
  bytes.readUInt32BE(at) === 0 && bytes.subarray(at).every((byte) => byte === 0);
