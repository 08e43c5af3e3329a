import { assertNever } from '../core/assert-never.ts';
import type { CustomerEvent, Instant } from '../core/event/event.ts';
import type { FailedEvent, RecordPosition } from '../core/failure/failed-event.ts';
import type { SchemaId, SchemaName } from '../core/schema/schema-name.ts';
import { decodeMessage, isRefusal } from './decode-message.ts';
import type { EventValidators } from './event-validators.ts';
import type { SubRecord } from './framing/framing.ts';
import { type RecordBudget, recordBudget } from './framing/record-budget.ts';
import { limits } from './limits.ts';
import { toMessage } from './payload/to-message.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type Unframed, unframe, unframeWithin } from './unframe.ts';
import { writeJson } from './write-json.ts';

/** A record of the `events` stream, its data no longer base64. */
export interface StreamRecord {
  readonly position: RecordPosition;
  readonly partitionKey: string;
  readonly arrivedAt: Instant;
  readonly data: Uint8Array;
  /** Part of an aggregate that was put back out of quarantine. */
  readonly wasQuarantined?: boolean;
}

/** An event, and what it takes to put it back alone. */
export interface DecodedEvent {
  readonly event: CustomerEvent;
  readonly position: RecordPosition;
  readonly partitionKey: string;
  readonly arrivedAt: Instant;
  readonly wasQuarantined?: boolean;
  /** Its own bytes, without its neighbours' in a list or an aggregate; written anew only when they are asked for. */
  raw(): Uint8Array;
}

export interface DecodedRecord {
  readonly events: readonly DecodedEvent[];
  readonly failures: readonly FailedEvent[];
}

const sourceOf = (document: unknown): string | undefined =>
  typeof document === 'object' && document !== null && 'source' in document && typeof document.source === 'string'
    ? document.source
    : undefined;

const failure = (record: StreamRecord, refusal: Refusal, more: Partial<FailedEvent> = {}): FailedEvent => ({
  reason: refusal.reason,
  detail: refusal.detail,
  path: refusal.path,
  schema: refusal.schema,
  receivedAt: record.arrivedAt,
  position: record.position,
  partitionKey: record.partitionKey,
  raw: record.data,
  ...more,
});

/** A list's element as a record of its own, so that it can be put back without its neighbours. */
const elementBytes = (document: unknown): Uint8Array | undefined => {
  try {
    return Buffer.from(writeJson(document));
  } catch {
    return undefined; // nested too deep to be written again: the whole record is kept instead
  }
};

/** What an id that a record carries stands for. */
export interface SchemaNames {
  nameOf(id: SchemaId): SchemaName | undefined;
}

const noNames: SchemaNames = { nameOf: () => undefined };

/** Where an aggregate's sub-records leave room for the elements of those that are lists: they have 2,500 at most. */
const ELEMENT_STEP = 2 ** 20;

interface Decoding {
  readonly validators: EventValidators;
  readonly schemas: SchemaNames;
  readonly budget: RecordBudget;
  readonly events: DecodedEvent[];
  readonly failures: FailedEvent[];
}

/**
 * Every message of a record, as an event or as a typed failure with its bytes: nothing is lost, nothing thrown. A
 * sub-record of an aggregate and an element of a list fail alone, under a sub-sequence of their own.
 */
export const decodeRecord = (
  record: StreamRecord,
  validators: EventValidators,
  schemas: SchemaNames = noNames,
): DecodedRecord => {
  const decoding: Decoding = { validators, schemas, budget: recordBudget(), events: [], failures: [] };
  const unframed = unframe(record.data, decoding.budget);
  if (unframed.kind === 'records') decodeAggregate(record, unframed.records, decoding);
  else decodeUnframed(record, unframed, 1, decoding);
  return { events: decoding.events, failures: decoding.failures };
};

const decodeAggregate = (record: StreamRecord, records: readonly SubRecord[], decoding: Decoding): void => {
  for (const [subSequence, { partitionKey, data, wasQuarantined }] of records.entries()) {
    const position = { ...record.position, subSequence };
    const broken = (what: string) => refuse('broken_framing', `is part of an aggregate that ${what}`);
    if (data === undefined) {
      decoding.failures.push(failure({ ...record, position }, broken('gives it no data')));
      continue;
    }
    const own: StreamRecord = {
      ...record,
      position,
      data,
      partitionKey: partitionKey ?? record.partitionKey,
      wasQuarantined,
    };
    if (partitionKey === undefined) decoding.failures.push(failure(own, broken('gives it no partition key')));
    else decodeUnframed(own, unframeWithin(data, decoding.budget), ELEMENT_STEP, decoding);
  }
};

const decodeUnframed = (
  record: StreamRecord,
  unframed: Exclude<Unframed, { kind: 'records' }>,
  elementStep: number,
  decoding: Decoding,
): void => {
  switch (unframed.kind) {
    case 'refused':
      decoding.failures.push(failure(record, unframed));
      return;
    case 'message':
      decodeDocument(record, unframed.document, decoding);
      return;
    case 'payload': {
      const document = readPayload(unframed, decoding);
      if (document.kind === 'refused') decoding.failures.push(failure(record, document));
      else decodeDocument(record, document.message, decoding);
      return;
    }
    case 'messages':
      decodeList(record, unframed.documents, elementStep, decoding);
      return;
    default:
      assertNever(unframed);
  }
};

const decodedEvent = (
  { partitionKey, arrivedAt, wasQuarantined }: StreamRecord,
  event: CustomerEvent,
  position: RecordPosition,
  raw: () => Uint8Array,
): DecodedEvent => ({
  ...{ event, position, partitionKey, arrivedAt, raw },
  ...(wasQuarantined === true ? { wasQuarantined } : {}),
});

const decodeDocument = (record: StreamRecord, document: unknown, { validators, events, failures }: Decoding): void => {
  const decoded = decodeMessage(document, record.arrivedAt, validators);
  if (isRefusal(decoded)) failures.push(failure(record, decoded, { source: sourceOf(document) }));
  else events.push(decodedEvent(record, decoded, record.position, () => record.data));
};

const decodeList = (
  record: StreamRecord,
  documents: readonly unknown[],
  elementStep: number,
  { validators, budget, events, failures }: Decoding,
): void => {
  budget.messages -= documents.length;
  if (budget.messages < 0) {
    const refusal = refuse('too_large', `holds more than ${limits.messagesAnAggregate} messages with those before it`);
    failures.push(failure(record, refusal));
    return;
  }
  for (const [element, document] of documents.entries()) {
    const position = { ...record.position, subSequence: record.position.subSequence + element * elementStep };
    const decoded = decodeMessage(document, record.arrivedAt, validators);
    const raw = () => elementBytes(document) ?? record.data;
    if (!isRefusal(decoded)) events.push(decodedEvent(record, decoded, position, raw));
    else failures.push(failure(record, decoded, { position, source: sourceOf(document), raw: raw() }));
  }
};

type Payload = Extract<Unframed, { kind: 'payload' }>;

/** A schema that nobody here knows yet is no error of the producer's: a later release may have it. */
const readPayload = (
  { schema, bytes }: Payload,
  { schemas, validators }: Decoding,
): { readonly kind: 'read'; readonly message: unknown } | Refusal => {
  const name = schemas.nameOf(schema);
  if (name === undefined)
    return refuse('unknown_schema', 'names a schema that no registry knows as one of ours', { schema });
  const known = validators.payload(name);
  if (known === undefined)
    return refuse('unknown_schema', 'names a schema that this release does not have', { schema: name });
  const read = known.read(bytes, schema.startsWith('glue:') ? 'glue' : 'confluent');
  return read.kind === 'refused' ? { ...read, schema: name } : { kind: 'read', message: toMessage(read, known.event) };
};
