import { refuse } from '../refusal.ts';
import type { Framing } from './framing.ts';

const HEADER_BYTES = 5;

/**
 * Confluent Schema Registry's serializers: 00, schema id (4 bytes, big-endian), payload.
 * Source: https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
 */
export const confluent: Framing = {
  name: 'Confluent Schema Registry framing',
  matches: ([magic]) => magic === 0x00,
  open: (bytes) => {
    if (bytes.byteLength < HEADER_BYTES) return refuse('broken_framing', 'ends within its Confluent header');
    const id = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES).getUint32(1);
    return { kind: 'payload', schema: `confluent:${id}`, bytes: bytes.subarray(HEADER_BYTES) };
  },
};
