import type { Json } from '../core/event/event.ts';
import type { SchemaNames } from './decode-record.ts';
import type { EventValidators } from './event-validators.ts';
import { recordBudget } from './framing/record-budget.ts';
import { toMessage } from './payload/to-message.ts';
import { unframe } from './unframe.ts';

/** The one message in a failed event's bytes, whatever is wrong with it; undefined where no message can be read. */
export const documentIn = (raw: Uint8Array, validators: EventValidators, schemas?: SchemaNames): Json | undefined => {
  const unframed = unframe(raw, recordBudget());
  if (unframed.kind === 'message') return toJson(unframed.document);
  if (unframed.kind !== 'payload') return undefined;
  const name = schemas?.nameOf(unframed.schema);
  const payload = name === undefined ? undefined : validators.payload(name);
  const read = payload?.read(unframed.bytes, unframed.schema.startsWith('glue:') ? 'glue' : 'confluent');
  return payload === undefined || read === undefined || read.kind === 'refused'
    ? undefined
    : toJson(toMessage(read, payload.event));
};

/** Undefined for what JSON cannot say again: nesting without end, and numbers that would silently become null. */
const toJson = (document: unknown): Json | undefined => {
  try {
    return JSON.parse(JSON.stringify(document, finite));
  } catch {
    return undefined;
  }
};

const finite = (_key: string, value: unknown): unknown => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('a number without end');
  return value;
};

/** The event's name as a track says it, else its type. */
export const eventNameOf = (document: Json | undefined): string | undefined => {
  if (typeof document !== 'object' || document === null) return undefined;
  if ('event' in document && typeof document.event === 'string') return document.event;
  return 'type' in document && typeof document.type === 'string' ? document.type : undefined;
};
