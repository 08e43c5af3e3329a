import type { FailedEvent } from '../../lambdas/core/failure/failed-event.ts';
import { placeOf, prefixesOf } from '../../lambdas/core/failure/failed-place.ts';
import { isSchemaOf } from '../../lambdas/core/schema/schema-name.ts';
import type { SchemaNames } from '../../lambdas/decode/decode-record.ts';
import type { EventValidators } from '../../lambdas/decode/event-validators.ts';
import { documentIn, eventNameOf } from '../../lambdas/decode/failed-document.ts';
import { type GivenUpBatch, readFailedObject } from '../../lambdas/decode/failed-object.ts';
import type { ObjectStore } from '../../lambdas/ports/object-store.ts';
import type { FailedDetail, FailedEntry, FailedList, FailedQuery } from './failed-views.ts';

const READS_AT_ONCE = 16;
/** Counting looks at keys alone, 1,000 of them a call. */
const KEYS_COUNTED = 1_000_000;

export interface FailedShelf {
  readonly failed: ObjectStore;
  readonly validators: EventValidators;
  readonly schemas?: SchemaNames;
}

/**
 * How many wait, by reason and day; and of those that were asked for, up to the limit, one by one. Nothing else in the
 * project shows what failed events hold: the caller shows it to an operator, and to nobody else.
 */
export const browseFailed = async (shelf: FailedShelf, query: FailedQuery): Promise<FailedList> => {
  const counts = new Map<string, { reason: string; day: string; count: number }>();
  const keys: string[] = [];
  let seen = 0;
  for (const prefix of prefixesOf(query)) {
    for await (const key of shelf.failed.list(prefix)) {
      const place = placeOf(key);
      if (place === undefined || (query.day !== undefined && place.day !== query.day)) continue;
      seen += 1;
      if (seen > KEYS_COUNTED) break;
      const id = `${place.reason} ${place.day}`;
      const known = counts.get(id);
      if (known === undefined) counts.set(id, { ...place, count: 1 });
      else known.count += 1;
      if (keys.length < query.limit) keys.push(key);
    }
  }
  const entries: FailedEntry[] = [];
  for (let from = 0; from < keys.length; from += READS_AT_ONCE) {
    const slice = await Promise.all(keys.slice(from, from + READS_AT_ONCE).map((key) => showFailed(shelf, key)));
    entries.push(
      ...slice
        .flatMap((detail) => (detail === undefined ? [] : [detail]))
        .filter(isAsked(query))
        .map(toEntry),
    );
  }
  return { counts: [...counts.values()], entries, looked: keys.length, waiting: Math.min(seen, KEYS_COUNTED) };
};

/** One failed event or given-up batch, whole; undefined where nothing of ours lies under the key. */
export const showFailed = async (shelf: FailedShelf, key: string): Promise<FailedDetail | undefined> => {
  const body = await shelf.failed.get(key);
  if (body === undefined) return undefined;
  const object = readFailedObject(body);
  switch (object.kind) {
    case 'event':
      return describeEvent(shelf, key, object.failure);
    case 'batch':
      return describeBatch(key, object.batch);
    case 'foreign':
      return undefined;
  }
};

const describeEvent = ({ validators, schemas }: FailedShelf, key: string, failure: FailedEvent): FailedDetail => {
  const { reason, detail, path, schema, source, receivedAt, position, partitionKey, raw } = failure;
  const event = eventNameOf(documentIn(raw, validators, schemas));
  return { key, reason, detail, path, schema, source, event, receivedAt, position, partitionKey, raw };
};

const describeBatch = (
  key: string,
  { functionName, condition, firstArrivedAt, source }: GivenUpBatch,
): FailedDetail => {
  const records = source.kind === 'table' ? source.records : source.records.length;
  const of = { stream: 'of the stream', broker: 'of Kafka', table: 'of changes of the table' }[source.kind];
  return {
    key,
    reason: 'attempts_exhausted',
    detail: `${functionName} was given up with ${records} records ${of} ${source.name}: ${condition}`,
    receivedAt: firstArrivedAt,
  };
};

const isAsked =
  ({ schema, source, event }: FailedQuery) =>
  (detail: FailedDetail): boolean =>
    (schema === undefined || isSchemaOf(schema, detail.schema)) &&
    (source === undefined || source === detail.source) &&
    (event === undefined || event === detail.event);

/** Without what people said and did. */
const toEntry = ({ key, reason, detail, path, schema, source, event, receivedAt }: FailedDetail): FailedEntry => ({
  key,
  reason,
  detail,
  path,
  schema,
  source,
  event,
  receivedAt,
});
