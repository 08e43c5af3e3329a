/** The bytes do not keep to the schema that they name. */
export class DamagedPayload extends Error {
  override readonly name = 'DamagedPayload';
}

const CONTINUES = 0x80;
const MAX_VARINT_BYTES = 10;

/**
 * Avro's binary encoding, byte by byte. Never reads beyond the end: a count of 2^50 items in a record of ten bytes
 * would otherwise be believed.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get bytesLeft(): number {
    return this.#bytes.length - this.#at;
  }

  /** `length` bytes, as a view. */
  take(length: number): Buffer {
    const start = this.#at;
    if (length < 0 || length > this.bytesLeft) throw new DamagedPayload('ends too early');
    this.#at = start + length;
    return this.#bytes.subarray(start, this.#at);
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new DamagedPayload('ends too early');
    this.#at += 1;
    return byte;
  }

  /** A zigzag varint of up to 64 bits; what a number cannot hold exactly comes as a bigint. */
  long(): number | bigint {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if ((byte & CONTINUES) === 0) return (value >>> 1) ^ -(value & 1);
    }
    return this.#longFrom(BigInt(value), 4);
  }

  /** A long that counts or measures something in these very bytes. */
  size(): number {
    const size = this.long();
    if (typeof size === 'bigint') throw new DamagedPayload('has an impossible length');
    return size;
  }

  #longFrom(low: bigint, bytesRead: number): number | bigint {
    let value = low;
    for (let index = bytesRead; index < MAX_VARINT_BYTES; index += 1) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if ((byte & CONTINUES) === 0) {
        const signed = BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
        const number = Number(signed);
        return Number.isSafeInteger(number) ? number : signed;
      }
    }
    throw new DamagedPayload('has a number of more than 64 bits');
  }
}
