import { inflateSync } from 'node:zlib';
import { limits } from '../limits.ts';
import { refuse } from '../refusal.ts';
import type { Framing } from './framing.ts';

const HEADER_VERSION = 0x03;
const PLAIN = 0x00;
const ZLIB = 0x05;
const HEADER_BYTES = 18;

/**
 * AWS Glue Schema Registry's serializers: 03, compression, UUID of the schema version (16 bytes), payload.
 * Source: https://github.com/awslabs/aws-glue-schema-registry (AWSSchemaRegistryConstants)
 */
export const glue: Framing = {
  name: 'Glue Schema Registry framing',
  matches: ([version, compression]) => version === HEADER_VERSION && (compression === PLAIN || compression === ZLIB),
  open: (bytes, budget) => {
    if (bytes.byteLength < HEADER_BYTES) return refuse('broken_framing', 'ends within its Glue header');
    const schema = `glue:${toUuid(bytes.subarray(2, HEADER_BYTES))}` as const;
    const payload = bytes.subarray(HEADER_BYTES);
    if (bytes[1] === PLAIN) return { kind: 'payload', schema, bytes: payload };
    try {
      const inflated = inflateSync(payload, { maxOutputLength: Math.max(budget.inflatedBytes, 1) });
      budget.inflatedBytes -= inflated.byteLength;
      return { kind: 'payload', schema, bytes: inflated };
    } catch (error) {
      const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      return tooLarge
        ? refuse('too_large', `inflates to more than ${limits.inflatedBytes} bytes`)
        : refuse('broken_framing', 'is broken zlib');
    }
  },
};

const toUuid = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
