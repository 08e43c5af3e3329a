import { refuse } from '../refusal.ts';
import type { Framing } from './framing.ts';

const notYetRead = (name: string, ...magic: readonly number[]): Framing => ({
  name,
  matches: (bytes) => magic.every((byte, index) => bytes[index] === byte),
  open: () => refuse('unknown_framing', `is ${name}, which is not read yet`),
});

/** Told apart so that a failed event says what it is; each gets a file of its own once it is read. */
export const notYetReadFramings: readonly Framing[] = [
  notYetRead('a KPL aggregate', 0xf3, 0x89, 0x9a, 0xc2),
  notYetRead('Glue Schema Registry framing', 0x03, 0x00),
  notYetRead('Glue Schema Registry framing (zlib)', 0x03, 0x05),
  notYetRead('Confluent Schema Registry framing', 0x00),
];
