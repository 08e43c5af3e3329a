import { type AvroObject, compileAvro } from './avro-reader.ts';
import { ByteReader, DamagedPayload } from './byte-reader.ts';
import type { PayloadSchema } from './payload-schema.ts';
import { readSafely } from './read-safely.ts';

type Described = Pick<PayloadSchema, 'name' | 'event' | 'fingerprint'>;

const NESTING: ReadonlySet<string> = new Set(['properties', 'traits']);

/** Payloads of one `.avsc` file, which avsc found sound at build; compiled when the first one comes. */
export const avroPayload = (described: Described, schema: AvroObject): PayloadSchema => {
  const isNested = (schema.fields ?? []).some(({ name }) => NESTING.has(name));
  let compiled: ((from: ByteReader) => unknown) | undefined;
  return {
    ...described,
    read: (bytes) =>
      readSafely('Avro', () => {
        compiled ??= compileAvro(schema);
        const from = new ByteReader(bytes);
        const document = compiled(from);
        if (from.bytesLeft > 0) throw new DamagedPayload('goes on after its end');
        return { kind: 'read', document, isNested };
      }),
  };
};
