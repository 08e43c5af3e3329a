import type { CustomerEvent, Instant } from '../core/event/event.ts';
import type { FailedEvent, RecordPosition } from '../core/failure/failed-event.ts';
import { checkBounds } from './check-bounds.ts';
import { checkText } from './check-text.ts';
import type { EventValidators } from './event-validators.ts';
import { type Refusal, refuse } from './refusal.ts';
import { isSegmentMessage } from './segment-message.ts';
import { toCustomerEvent } from './to-customer-event.ts';
import { unframe } from './unframe.ts';

/** A record of the `events` stream, its data no longer base64. */
export interface StreamRecord {
  readonly position: RecordPosition;
  readonly partitionKey: string;
  readonly arrivedAt: Instant;
  readonly data: Uint8Array;
}

export interface DecodedRecord {
  readonly events: readonly { readonly event: CustomerEvent; readonly position: RecordPosition }[];
  readonly failures: readonly FailedEvent[];
}

const decodeMessage = (document: unknown, arrivedAt: Instant, validators: EventValidators): CustomerEvent | Refusal => {
  const outOfBounds = checkBounds(document);
  if (outOfBounds !== undefined) return outOfBounds;
  const found = validators.envelope(document);
  if (!isSegmentMessage(document, found)) {
    const where = { path: found?.path, schema: found?.schema };
    return refuse('invalid_envelope', found?.message ?? 'is no message', where);
  }
  const brokenText = checkText(document);
  if (brokenText !== undefined) return brokenText;
  if (document.type === 'track') {
    const broken = validators.properties(document.event ?? '', document.properties ?? {});
    if (broken !== undefined) {
      const where = { path: `/properties${broken.path}`, schema: broken.schema };
      return refuse('schema_violation', broken.message, where);
    }
  }
  return toCustomerEvent(document, arrivedAt);
};

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
    return Buffer.from(JSON.stringify(document));
  } catch {
    return undefined; // nested too deep to be written again: the whole record is kept instead
  }
};

/**
 * Every message of a record, as an event or as a typed failure with its bytes: nothing is lost, nothing thrown. A bad
 * element of a list fails alone, under its index as sub-sequence.
 */
export const decodeRecord = (record: StreamRecord, validators: EventValidators): DecodedRecord => {
  const opened = unframe(record.data);
  if (opened.kind === 'refused') return { events: [], failures: [failure(record, opened)] };
  if (opened.kind === 'message') {
    const decoded = decodeMessage(opened.document, record.arrivedAt, validators);
    return isRefusal(decoded)
      ? { events: [], failures: [failure(record, decoded, { source: sourceOf(opened.document) })] }
      : { events: [{ event: decoded, position: record.position }], failures: [] };
  }
  const events: { event: CustomerEvent; position: RecordPosition }[] = [];
  const failures: FailedEvent[] = [];
  for (const [subSequence, document] of opened.documents.entries()) {
    const position = { ...record.position, subSequence };
    const decoded = decodeMessage(document, record.arrivedAt, validators);
    if (!isRefusal(decoded)) events.push({ event: decoded, position });
    else {
      const raw = elementBytes(document) ?? record.data;
      failures.push(failure(record, decoded, { position, source: sourceOf(document), raw }));
    }
  }
  return { events, failures };
};

const isRefusal = (decoded: CustomerEvent | Refusal): decoded is Refusal => 'kind' in decoded;
