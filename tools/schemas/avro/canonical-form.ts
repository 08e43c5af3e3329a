import type { AvroType } from './avro-schema.ts';

/**
 * Avro's Parsing Canonical Form: two schemas with the same one read the same bytes the same way.
 * Source: https://avro.apache.org/docs/1.12.0/specification/#parsing-canonical-form-for-schemas
 */
export const canonicalForm = (type: AvroType): string => formOf(type, new Set());

const formOf = (type: AvroType, named: Set<string>): string => {
  switch (type.kind) {
    case 'primitive':
      return JSON.stringify(type.name);
    case 'union':
      return `[${type.branches.map((branch) => formOf(branch, named)).join(',')}]`;
    case 'array':
      return `{"type":"array","items":${formOf(type.items, named)}}`;
    case 'map':
      return `{"type":"map","values":${formOf(type.values, named)}}`;
    case 'fixed':
    case 'enum':
    case 'record': {
      // The second time a type is met, its name stands for it.
      if (named.has(type.name)) return JSON.stringify(type.name);
      named.add(type.name);
      return `{"name":${JSON.stringify(type.name)},"type":"${type.kind}",${bodyOf(type, named)}}`;
    }
  }
};

const bodyOf = (type: Extract<AvroType, { kind: 'fixed' | 'enum' | 'record' }>, named: Set<string>): string => {
  if (type.kind === 'fixed') return `"size":${type.size}`;
  if (type.kind === 'enum') return `"symbols":${JSON.stringify(type.symbols)}`;
  const fields = type.fields.map(
    (field) => `{"name":${JSON.stringify(field.name)},"type":${formOf(field.type, named)}}`,
  );
  return `"fields":[${fields.join(',')}]`;
};

const EMPTY = 0xc15d213aa4d7a795n;

/** CRC-64-AVRO of a canonical form, as the specification prints it: a signed number of 64 bits. */
export const fingerprint = (form: string): bigint => {
  let value = EMPTY;
  for (const byte of Buffer.from(form)) {
    value ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = (value & 1n) === 1n ? (value >> 1n) ^ EMPTY : value >> 1n;
  }
  return BigInt.asIntN(64, value);
};
