import type { Framing, Opened } from './framing/framing.ts';
import { gzip } from './framing/gzip.ts';
import { json } from './framing/json.ts';
import { notYetReadFramings } from './framing/not-yet-read.ts';
import { limits } from './limits.ts';
import { refuse } from './refusal.ts';

/** In order: by far the most records are plain JSON. */
const FRAMINGS: readonly Framing[] = [json, gzip, ...notYetReadFramings];

const open = (bytes: Uint8Array): Opened => {
  if (bytes.byteLength === 0) return refuse('not_json', 'is empty');
  const framing = FRAMINGS.find((candidate) => candidate.matches(bytes));
  return framing?.open(bytes) ?? refuse('not_json', 'begins neither as JSON nor as a framing we know');
};

/** The messages in a record, told by its first bytes alone. Looks under one layer: gzip within gzip is refused. */
export const unframe = (bytes: Uint8Array): Exclude<Opened, { kind: 'inner' }> => {
  if (bytes.byteLength > limits.recordBytes) return refuse('too_large', `is more than ${limits.recordBytes} bytes`);
  const outer = open(bytes);
  if (outer.kind !== 'inner') return outer;
  const inner = open(outer.bytes);
  return inner.kind === 'inner' ? refuse('unknown_framing', 'is gzip within gzip') : inner;
};
