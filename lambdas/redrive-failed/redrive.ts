import { z } from 'zod';
import type { EventStream, OutgoingRecord } from '../ports/event-stream.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { PlainError } from '../steps/conceal-errors.ts';
import { recordsIn } from './failed-object.ts';

const DONE = 'redriven/';
const OBJECTS_AT_ONCE = 50;

/** `prefix` picks a reason or a day: `failed/reason=schema_violation/dt=2026-11-24/`. */
export const redriveRequest = z.object({
  prefix: z
    .string()
    .refine((prefix) => !prefix.startsWith(DONE), `what lies under ${DONE} was put back already`)
    .optional(),
  limit: z.int().positive().max(100_000).default(1_000),
});

export type RedriveRequest = z.input<typeof redriveRequest>;

/** Throws a `PlainError` that says to the operator what is wrong with it. */
const readRequest = (request: RedriveRequest): z.infer<typeof redriveRequest> => {
  const parsed = redriveRequest.safeParse(request);
  if (!parsed.success) throw new PlainError(z.prettifyError(parsed.error));
  return parsed.data;
};

/** Objects, except for `recordsPutBack`. */
export interface RedriveReport {
  readonly redriven: number;
  readonly recordsPutBack: number;
  /** Not (wholly) stored by the stream: still where they were, for the next run. */
  readonly left: number;
  /** No failed events, or not of this stream: still where they were. */
  readonly notOurs: number;
}

export interface RedrivePorts {
  readonly failed: ObjectStore;
  readonly events: EventStream;
  readonly streamName: string;
}

/** Failed events, then the batches that Lambda gave up. */
const DEFAULT_PREFIXES = ['failed/', 'aws/lambda/'];

interface FailedObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly records: readonly OutgoingRecord[];
}

const listKeys = async (
  bucket: ObjectStore,
  prefixes: readonly string[],
  limit: number,
): Promise<readonly string[]> => {
  const keys: string[] = [];
  for (const prefix of prefixes) {
    for await (const key of bucket.list(prefix)) {
      if (keys.length === limit) return keys;
      if (!key.startsWith(DONE)) keys.push(key);
    }
  }
  return keys;
};

/** One put for the records of several objects; gives back the objects whose every record is durable. */
const putBack = async (events: EventStream, objects: readonly FailedObject[]): Promise<readonly FailedObject[]> => {
  const owned = objects.flatMap((object) => object.records.map((record) => ({ object, record })));
  const notStored = await events.put(owned.map(({ record }) => record));
  const unfinished = new Set(notStored.map((index) => owned[index]?.object));
  return objects.filter((object) => !unfinished.has(object));
};

/**
 * Puts the raw bytes of failed events back on the stream under their old partition keys, and only then moves their
 * objects to `redriven/…`. Dying in between puts them back again next time: harmless, for the fold knows their ids.
 */
export const redriveFailed =
  ({ failed, events, streamName }: RedrivePorts) =>
  async (request: RedriveRequest): Promise<RedriveReport> => {
    const { prefix, limit } = readRequest(request);
    const keys = await listKeys(failed, prefix === undefined ? DEFAULT_PREFIXES : [prefix], limit);
    const report = { redriven: 0, recordsPutBack: 0, left: 0, notOurs: 0 };
    for (let start = 0; start < keys.length; start += OBJECTS_AT_ONCE) {
      const objects: FailedObject[] = [];
      for (const key of keys.slice(start, start + OBJECTS_AT_ONCE)) {
        const body = await failed.get(key);
        const records = body && recordsIn(body, streamName);
        if (body === undefined || records === undefined) report.notOurs += 1;
        else objects.push({ key, body, records });
      }
      const finished = await putBack(events, objects);
      report.left += objects.length - finished.length;
      for (const { key, body, records } of finished) {
        await failed.put(`${DONE}${key}`, body, 'application/json');
        await failed.delete(key);
        report.redriven += 1;
        report.recordsPutBack += records.length;
      }
    }
    return report;
  };
