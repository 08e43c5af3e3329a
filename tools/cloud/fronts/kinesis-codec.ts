import { Decoder, Encoder, Tag } from 'cbor-x';

/** The two dialects that Kinesis's clients speak. Both name the operation in `x-amz-target`. */
export interface Codec {
  readonly contentType: string;
  /** Throws where the bytes are not of this form. */
  decode(body: Uint8Array): unknown;
  /** `Uint8Array` = blob, `Date` = timestamp. */
  encode(value: unknown): Buffer;
}

const mapLeaves = (
  value: unknown,
  leaf: { readonly date: (date: Date) => unknown; readonly bytes: (bytes: Uint8Array) => unknown },
): unknown => {
  if (value instanceof Date) return leaf.date(value);
  if (value instanceof Uint8Array) return leaf.bytes(value);
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, leaf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, mapLeaves(item, leaf)]),
  );
};

/** Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
const jsonCodec: Codec = {
  contentType: 'application/x-amz-json-1.1',
  decode: (body) => (body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString('utf8'))),
  encode: (value) =>
    Buffer.from(
      JSON.stringify(
        mapLeaves(value, {
          date: (date) => date.getTime() / 1000,
          bytes: (bytes) => Buffer.from(bytes).toString('base64'),
        }),
      ),
    ),
};

const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false });
const decoder = new Decoder({ useRecords: false, mapsAsObjects: true });

/** What the AWS SDK for Java and the KPL's siblings send: the same names, blobs as bytes, timestamps as tagged ms. */
const cborCodec: Codec = {
  contentType: 'application/x-amz-cbor-1.1',
  decode: (body) => (body.length === 0 ? {} : decoder.decode(body)),
  encode: (value) =>
    encoder.encode(mapLeaves(value, { date: (date) => new Tag(date.getTime(), 1), bytes: (bytes) => bytes })),
};

export const codecFor = (contentType: string | undefined): Codec | undefined => {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === cborCodec.contentType) return cborCodec;
  return type === jsonCodec.contentType || type === 'application/json' ? jsonCodec : undefined;
};

export const fallbackCodec = jsonCodec;
