import { assertNever } from '../core/assert-never.ts';
import type { Instant } from '../core/event/event.ts';
import type { FailedEvent, FailureReason } from '../core/failure/failed-event.ts';
import { placeOf } from '../core/failure/failed-place.ts';
import { applyMend, type Mend } from '../core/failure/mend.ts';
import { isSchemaOf } from '../core/schema/schema-name.ts';
import { decodeRecords, type LearnedNames } from '../decode/decode-records.ts';
import type { EventValidators } from '../decode/event-validators.ts';
import { documentIn, eventNameOf } from '../decode/failed-document.ts';
import { type BatchSource, type GivenUpBatch, readFailedObject } from '../decode/failed-object.ts';
import { isStorable, type OutgoingRecord } from '../ports/event-stream.ts';
import type { Redriving } from './redrive-request.ts';

const DAY_MS = 86_400_000;

export interface PlanPorts {
  readonly validators: EventValidators;
  /** @default records that name a schema stay where they are */
  readonly schemas?: LearnedNames;
  /** The one stream and the one table whose batches can be handed over again. */
  readonly streamName: string;
  readonly profilesTable: string;
  /** How long a message id is remembered. */
  readonly dedupeDays: number;
}

/** What is to become of one object. */
export type Plan =
  /** Not what was asked for. */
  | { readonly kind: 'passed_over' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'too_old' }
  /** It would fail again, for the reason given here. */
  | {
      readonly kind: 'still_failing';
      readonly reason: FailureReason;
      readonly path?: string;
      readonly after?: Uint8Array;
    }
  | { readonly kind: 'put_back'; readonly records: readonly OutgoingRecord[]; readonly mended: boolean }
  | { readonly kind: 'hand_over'; readonly source: Extract<BatchSource, { kind: 'table' }> };

/** Pure but for the registry, which may be asked: what the object is, and whether it would pass now. */
export const planObject = async (
  ports: PlanPorts,
  request: Redriving,
  key: string,
  body: Uint8Array,
  now: Instant,
): Promise<Plan> => {
  const object = readFailedObject(body);
  const isOld = (arrivedAt: Instant) => !request.old && now - arrivedAt > ports.dedupeDays * DAY_MS;
  switch (object.kind) {
    case 'foreign':
      return { kind: 'foreign' };
    case 'batch':
      if (!isChosenBatch(request, key)) return { kind: 'passed_over' };
      return isOld(object.batch.firstArrivedAt) ? { kind: 'too_old' } : planBatch(ports, object.batch);
    case 'event': {
      const { failure } = object;
      if (!isChosenEvent(ports, request, key, failure)) return { kind: 'passed_over' };
      return isOld(failure.receivedAt) ? { kind: 'too_old' } : planEvent(ports, request.mend, failure);
    }
  }
};

/** A batch is of many events: what is asked of one event does not choose it, nor can it be mended. */
const isChosenBatch = ({ select: { reason, day, schema, source, event }, mend }: Redriving, key: string): boolean =>
  schema === undefined &&
  source === undefined &&
  event === undefined &&
  mend === undefined &&
  (reason === undefined || reason === 'attempts_exhausted') &&
  (day === undefined || placeOf(key)?.day === day);

const isChosenEvent = (
  { validators, schemas }: PlanPorts,
  { select, mend }: Redriving,
  key: string,
  failure: FailedEvent,
): boolean => {
  const all = [select, ...(mend === undefined ? [] : [mend.when])];
  const isNamed = all.some(({ event }) => event !== undefined);
  const name = isNamed ? eventNameOf(documentIn(failure.raw, validators, schemas)) : undefined;
  return (
    (select.day === undefined || placeOf(key)?.day === select.day) &&
    all.every(
      ({ reason, schema, source, event }) =>
        (reason === undefined || reason === failure.reason) &&
        (schema === undefined || isSchemaOf(schema, failure.schema)) &&
        (source === undefined || source === failure.source) &&
        (event === undefined || event === name),
    )
  );
};

const planBatch = ({ streamName, profilesTable }: PlanPorts, { source }: GivenUpBatch): Plan => {
  switch (source.kind) {
    case 'stream':
      return source.name === streamName
        ? { kind: 'put_back', records: source.records, mended: false }
        : { kind: 'foreign' };
    case 'broker':
      // What no stream takes was kept as a failed event before the batch was given up.
      return { kind: 'put_back', records: source.records.filter(isStorable), mended: false };
    case 'table':
      return source.name === profilesTable ? { kind: 'hand_over', source } : { kind: 'foreign' };
    default:
      return assertNever(source);
  }
};

const planEvent = async (
  { validators, schemas }: PlanPorts,
  mend: Mend | undefined,
  failure: FailedEvent,
): Promise<Plan> => {
  const { partitionKey, receivedAt, position } = failure;
  const data =
    mend === undefined ? failure.raw : mendedBytes(failure, mend, documentIn(failure.raw, validators, schemas));
  if (data === undefined) return { kind: 'still_failing', reason: failure.reason };
  const [decoded] = await decodeRecords([{ position, partitionKey, arrivedAt: receivedAt, data }], validators, schemas);
  const [refused] = decoded?.failures ?? [];
  return refused === undefined
    ? { kind: 'put_back', records: [{ partitionKey, data }], mended: mend !== undefined }
    : { kind: 'still_failing', reason: refused.reason, path: refused.path, after: data };
};

/** Under the same message id, and as of its first arrival; undefined where no message can be read. */
const mendedBytes = (
  { receivedAt, position }: FailedEvent,
  mend: Mend,
  document: ReturnType<typeof documentIn>,
): Uint8Array | undefined => {
  if (document === undefined) return undefined;
  const mended = applyMend(document, mend, position);
  const isMessage = typeof mended === 'object' && mended !== null && !Array.isArray(mended);
  return Buffer.from(
    JSON.stringify(isMessage ? { receivedAt: new Date(receivedAt).toISOString(), ...mended } : mended),
  );
};
