import { confluent } from './framing/confluent.ts';
import type { Framing, Opened } from './framing/framing.ts';
import { glue } from './framing/glue.ts';
import { gzip } from './framing/gzip.ts';
import { json } from './framing/json.ts';
import { kpl } from './framing/kpl.ts';
import type { RecordBudget } from './framing/record-budget.ts';
import { limits } from './limits.ts';
import { refuse } from './refusal.ts';

/** In order: by far the most records are plain JSON. */
const FRAMINGS: readonly Framing[] = [json, gzip, kpl, glue, confluent];

export type Unframed = Exclude<Opened, { kind: 'inner' }>;

const open = (bytes: Uint8Array, budget: RecordBudget): Opened => {
  if (bytes.byteLength === 0) return refuse('not_json', 'is empty');
  const framing = FRAMINGS.find((candidate) => candidate.matches(bytes));
  return framing?.open(bytes, budget) ?? refuse('not_json', 'begins neither as JSON nor as a framing we know');
};

/** What a record holds, told by its first bytes alone. Looks under one layer: gzip within gzip is refused. */
export const unframe = (bytes: Uint8Array, budget: RecordBudget): Unframed => {
  if (bytes.byteLength > limits.recordBytes) return refuse('too_large', `is more than ${limits.recordBytes} bytes`);
  const outer = open(bytes, budget);
  if (outer.kind !== 'inner') return outer;
  const inner = open(outer.bytes, budget);
  return inner.kind === 'inner' ? refuse('unknown_framing', 'is gzip within gzip') : inner;
};

/** The same of an aggregate's sub-record, which cannot be an aggregate itself. */
export const unframeWithin = (bytes: Uint8Array, budget: RecordBudget): Exclude<Unframed, { kind: 'records' }> => {
  const unframed = unframe(bytes, budget);
  return unframed.kind === 'records' ? refuse('unknown_framing', 'is an aggregate within an aggregate') : unframed;
};
