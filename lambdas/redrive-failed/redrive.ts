import { isBatch, prefixesOf, redrivenKey } from '../core/failure/failed-place.ts';
import { withMended } from '../decode/failed-event-json.ts';
import type { BatchFunction } from '../ports/batch-function.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStream } from '../ports/event-stream.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { type Plan, type PlanPorts, planObject } from './plan-object.ts';
import { type Preview, previewOf } from './preview.ts';
import { type RedriveRequest, type Redriving, readRequest } from './redrive-request.ts';

/** Looked at together, and put together: failed events, or batches that Lambda gave up, of up to 6 MB each. */
const EVENTS_AT_ONCE = 50;
const BATCHES_AT_ONCE = 5;
/** Kept to finish what was begun, after which no further object is looked at. */
const RESERVE_MS = 150_000;
const PREVIEWS = 20;

/** Objects, except for `recordsPutBack`. Whatever is not `redriven` lies where it lay. */
export interface RedriveReport {
  readonly redriven: number;
  readonly recordsPutBack: number;
  /** Of those redriven. */
  readonly mended: number;
  /** They would fail again, mended or not. */
  readonly stillFailing: number;
  /** Not (wholly) taken by the stream or by decide-sends: for the next run. */
  readonly left: number;
  /** Older than message ids are remembered, so that a second count could not be ruled out. */
  readonly tooOld: number;
  /** No failed events, or of another stream or table. */
  readonly notOurs: number;
  /** There is more: ask again with this as `after`. */
  readonly next?: string;
  /** Of a dry run, the first 20. They hold what the events hold: for the operator's eyes only. */
  readonly previews?: readonly Preview[];
}

export interface RedrivePorts extends PlanPorts {
  readonly failed: ObjectStore;
  readonly events: EventStream;
  readonly decideSends: BatchFunction;
  readonly clock: Clock;
}

export interface PlannedObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly plan: Plan;
}

/**
 * Puts failed events back on the stream under their old partition keys and message ids, mended where a mend is given,
 * and hands given-up batches over again. An object is moved to `redriven/…` only once what it holds is durable: dying
 * in between repeats it next time, which the fold and the ledger know. What would fail again stays with its reason.
 */
export const redriveFailed =
  (ports: RedrivePorts) =>
  async (given: RedriveRequest, remainingMs: number): Promise<RedriveReport> => {
    const request = readRequest(given);
    const startedAt = ports.clock.now();
    const isTimeUp = () => ports.clock.now() - startedAt > remainingMs - RESERVE_MS;
    const report = { redriven: 0, recordsPutBack: 0, mended: 0, stillFailing: 0, left: 0, tooOld: 0, notOurs: 0 };
    const previews: Preview[] = [];
    let looked = 0;
    let next: string | undefined;
    for await (const keys of slicesOf(waitingKeys(ports.failed, request))) {
      const slice = upTo(request.limit - looked, await planAll(ports, request, keys));
      looked += slice.filter(({ plan }) => isChosen(plan)).length;
      const done = request.dryRun ? slice : await carryOut(ports, slice, isTimeUp);
      count(report, slice, new Set(done));
      if (request.dryRun) previews.push(...slice.filter(({ plan }) => isChosen(plan)).map(previewOf));
      next = looked === request.limit ? slice.at(-1)?.key : isTimeUp() ? keys.at(-1) : undefined;
      if (next !== undefined) break;
    }
    return {
      ...report,
      ...(next !== undefined && { next }),
      ...(request.dryRun && { previews: previews.slice(0, PREVIEWS) }),
    };
  };

/** In the order of keys, so that one key says how far a run came. */
async function* waitingKeys(failed: ObjectStore, { select, mend, after }: Redriving): AsyncIterable<string> {
  if (select.key !== undefined) return void (yield select.key);
  const reason = select.reason ?? mend?.when.reason;
  for (const prefix of prefixesOf({ reason, day: select.day })) yield* failed.list(prefix, { after });
}

async function* slicesOf(keys: AsyncIterable<string>): AsyncIterable<readonly string[]> {
  let slice: string[] = [];
  for await (const key of keys) {
    slice.push(key);
    if (slice.length < (isBatch(key) ? BATCHES_AT_ONCE : EVENTS_AT_ONCE)) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}

const planAll = async (
  ports: RedrivePorts,
  request: Redriving,
  keys: readonly string[],
): Promise<readonly PlannedObject[]> => {
  const now = ports.clock.now();
  const planned = await Promise.all(
    keys.map(async (key): Promise<readonly PlannedObject[]> => {
      const body = await ports.failed.get(key);
      // Gone: another run was here first.
      return body === undefined ? [] : [{ key, body, plan: await planObject(ports, request, key, body, now) }];
    }),
  );
  return planned.flat();
};

const isChosen = ({ kind }: Plan): boolean => kind !== 'passed_over' && kind !== 'foreign';

/** The objects up to and with the last one that the limit allows. */
const upTo = (limit: number, planned: readonly PlannedObject[]): readonly PlannedObject[] => {
  let chosen = 0;
  const end = planned.findIndex(({ plan }) => {
    if (isChosen(plan)) chosen += 1;
    return chosen === limit;
  });
  return end === -1 ? planned : planned.slice(0, end + 1);
};

/** Gives back the objects that are done with, and moved. */
const carryOut = async (
  { failed, events, decideSends }: RedrivePorts,
  slice: readonly PlannedObject[],
  isTimeUp: () => boolean,
): Promise<readonly PlannedObject[]> => {
  const done: PlannedObject[] = [];
  const settle = async (object: PlannedObject): Promise<void> => {
    await failed.put(redrivenKey(object.key), redrivenBody(object), 'application/json');
    await failed.delete(object.key);
    done.push(object);
  };
  for (const object of await putBack(events, slice)) await settle(object);
  for (const object of slice) {
    if (object.plan.kind !== 'hand_over' || isTimeUp()) continue;
    if (await decideSends.handle(object.plan.source.event)) await settle(object);
  }
  return done;
};

/** One put for the records of several objects; gives back the objects whose every record is durable. */
const putBack = async (events: EventStream, slice: readonly PlannedObject[]): Promise<readonly PlannedObject[]> => {
  const owned = slice.flatMap((object) =>
    object.plan.kind === 'put_back' ? object.plan.records.map((record) => ({ object, record })) : [],
  );
  if (owned.length === 0) return [];
  const notStored = await events.put(owned.map(({ record }) => record));
  const unfinished = new Set(notStored.map((index) => owned[index]?.object));
  return [...new Set(owned.map(({ object }) => object))].filter((object) => !unfinished.has(object));
};

/** What was put back is kept beside what had failed, where the two differ. */
const redrivenBody = ({ body, plan }: PlannedObject): Uint8Array => {
  const [record] = plan.kind === 'put_back' && plan.mended ? plan.records : [];
  return record === undefined ? body : Buffer.from(withMended(Buffer.from(body).toString('utf8'), record.data));
};

type Counts = { -readonly [Count in Exclude<keyof RedriveReport, 'next' | 'previews'>]: number };

const count = (report: Counts, slice: readonly PlannedObject[], done: ReadonlySet<PlannedObject>): void => {
  for (const object of slice) {
    const { plan } = object;
    if (plan.kind === 'foreign') report.notOurs += 1;
    else if (plan.kind === 'too_old') report.tooOld += 1;
    else if (plan.kind === 'still_failing') report.stillFailing += 1;
    else if (plan.kind === 'passed_over') continue;
    else if (!done.has(object)) report.left += 1;
    else {
      report.redriven += 1;
      if (plan.kind !== 'put_back') continue;
      report.recordsPutBack += plan.records.length;
      if (plan.mended) report.mended += 1;
    }
  }
};
