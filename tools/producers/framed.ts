import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

export interface PartOptions {
  readonly partitionKey?: string;
  readonly data: string | Uint8Array | object;
}

const bytesOf = (content: string | Uint8Array | object): Uint8Array =>
  content instanceof Uint8Array
    ? content
    : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));

/** Around an AggregatedRecord message: magic and checksum. */
export const sealed = (message: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), message, createHash('md5').update(message).digest()]);

/** A KPL aggregate as the KPL writes it, of JSON unless told otherwise. */
export const anAggregate = (parts: readonly PartOptions[]): Buffer => {
  const keys = [...new Set(parts.map(({ partitionKey = 'u-1' }) => partitionKey))];
  const writer = new BinaryWriter();
  for (const key of keys) writer.tag(1, WireType.LengthDelimited).string(key);
  for (const { partitionKey = 'u-1', data } of parts) {
    const part = new BinaryWriter();
    part.tag(1, WireType.Varint).uint64(keys.indexOf(partitionKey));
    part.tag(3, WireType.LengthDelimited).bytes(bytesOf(data));
    writer.tag(3, WireType.LengthDelimited).bytes(part.finish());
  }
  return sealed(writer.finish());
};

/** As AWS Glue Schema Registry's serializers frame a payload. */
export const glueFramed = (uuid: string, payload: string | Uint8Array | object, zlib = false): Buffer =>
  Buffer.concat([
    Buffer.from([0x03, zlib ? 0x05 : 0x00]),
    Buffer.from(uuid.replaceAll('-', ''), 'hex'),
    zlib ? deflateSync(bytesOf(payload)) : bytesOf(payload),
  ]);

/** As Confluent's serializers frame a payload; `messageIndexes` for Protobuf. */
export const confluentFramed = (
  id: number,
  payload: string | Uint8Array | object,
  messageIndexes?: readonly number[],
): Buffer => {
  const writer = new BinaryWriter();
  if (messageIndexes !== undefined) {
    // The first message of a file is so common that it is one byte.
    if (messageIndexes.length === 1 && messageIndexes[0] === 0) writer.sint32(0);
    else for (const number of [messageIndexes.length, ...messageIndexes]) writer.sint32(number);
  }
  const header = Buffer.alloc(5);
  header.writeUInt32BE(id, 1);
  return Buffer.concat([header, writer.finish(), bytesOf(payload)]);
};
