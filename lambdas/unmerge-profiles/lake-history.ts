import { enrichEvent } from '../core/enrichment/enrich-event.ts';
import type { CustomerEvent, Instant } from '../core/event/event.ts';
import type { RecordPosition } from '../core/failure/failed-event.ts';
import { type IdentityId, identifiersOf } from '../core/identity/identity.ts';
import { seenIdOf } from '../core/profile/dedupe.ts';
import { decodeRecords } from '../decode/decode-records.ts';
import { readLakeObject } from '../decode/lake-row.ts';
import { waitOut } from '../steps/wait-out.ts';
import type { UnmergePorts } from './unmerge-ports.ts';

/** Objects that are read at the same time. */
const AT_ONCE = 8;
/** One person's: more of them are a program's. */
const MOST_EVENTS = 200_000;
const DAY_MS = 86_400_000;

interface ArchivedEvent {
  readonly event: CustomerEvent;
  readonly hash: bigint;
  readonly arrivedAt: Instant;
  readonly position: RecordPosition;
}

/** What one person's events are known by. */
export interface Wanted {
  /** The identifiers that lead to the profile. */
  readonly all: ReadonlySet<IdentityId>;
  /** The ids that it remembers having folded. */
  readonly seen: ReadonlySet<bigint>;
  /** The lake's first day, YYYY-MM-DD. */
  readonly from: string;
}

export type History =
  | {
      readonly kind: 'read';
      /** Each once, in the order of arrival. */
      readonly events: readonly CustomerEvent[];
      readonly objects: number;
      /** How many of the ids that were folded are in no object. */
      readonly missing: number;
    }
  | { readonly kind: 'out_of_time'; readonly objectsRead: number; readonly objects: number }
  | { readonly kind: 'too_many' };

/**
 * Reads one person's folded events out of the lake. Asked again, it reads only what is new there. An event counts as
 * folded where the profile remembers its id, or where it is so old that no profile would.
 */
export const openHistory = (ports: UnmergePorts, deadline: Instant) => {
  let done = new Set<string>();
  let found = new Set<bigint>();
  let events = new Map<bigint, ArchivedEvent>();
  /** Of the person, and not folded yet when they were read: a later round may know better. */
  let pending = new Map<bigint, ArchivedEvent>();
  let knownTo = 0;
  let first = '';

  const keep = (archived: ArchivedEvent, { all, seen }: Wanted, oldest: Instant): void => {
    if (seen.has(archived.hash)) found.add(archived.hash);
    const [named] = identifiersOf(archived.event).named;
    if (named === undefined || !all.has(named.id)) return;
    const known = events.get(archived.hash);
    if (known !== undefined && !isEarlier(archived, known)) return;
    if (known === undefined && archived.arrivedAt >= oldest && !seen.has(archived.hash)) {
      pending.set(archived.hash, archived);
      return;
    }
    events.set(archived.hash, archived);
  };

  return async (wanted: Wanted): Promise<History> => {
    // Who has come to be known by another identifier, or by an older day, has events in what was read already.
    if (wanted.all.size !== knownTo || wanted.from !== first) {
      [done, found, events, pending] = [new Set(), new Set(), new Map(), new Map()];
      [knownTo, first] = [wanted.all.size, wanted.from];
    }
    const oldest = ports.clock.now() - ports.dedupeDays * DAY_MS;
    for (const [hash, archived] of pending) {
      if (!wanted.seen.has(hash)) continue;
      found.add(hash);
      events.set(hash, archived);
      pending.delete(hash);
    }
    const keys: string[] = [];
    for await (const key of ports.lake.list('raw/', { after: `raw/dt=${wanted.from}` }))
      if (!done.has(key)) keys.push(key);
    for (let start = 0; start < keys.length; start += AT_ONCE) {
      if (ports.clock.now() >= deadline)
        return { kind: 'out_of_time', objectsRead: done.size, objects: done.size + keys.length - start };
      const some = keys.slice(start, start + AT_ONCE);
      for (const archived of (await Promise.all(some.map((key) => readObject(ports, key, deadline)))).flat())
        keep(archived, wanted, oldest);
      for (const key of some) done.add(key);
      if (events.size > MOST_EVENTS) return { kind: 'too_many' };
    }
    let missing = 0;
    for (const hash of wanted.seen) if (!found.has(hash)) missing += 1;
    const inOrder = [...events.values()].sort((a, b) => (isEarlier(a, b) ? -1 : 1));
    return { kind: 'read', events: inOrder.map(({ event }) => event), objects: done.size, missing };
  };
};

const readObject = async (ports: UnmergePorts, key: string, deadline: Instant): Promise<readonly ArchivedEvent[]> => {
  const { lake, validators, schemas, enrichers = {}, bots } = ports;
  const object = await waitOut(ports, deadline, () => lake.get(key));
  if (object === undefined) return []; // erased meanwhile
  const records = readLakeObject(object);
  const decoded = await waitOut(ports, deadline, () => decodeRecords(records, validators, schemas));
  return decoded.flatMap(({ events }, index) =>
    events.flatMap(({ event: said, position }) => {
      const event = enrichEvent(said, enrichers);
      if (event.context.bot === true && bots === 'ignored') return [];
      return [{ event, hash: seenIdOf(event).hash, arrivedAt: records[index]?.arrivedAt ?? 0, position }];
    }),
  );
};

/** By arrival, then by place in the stream: sequence numbers are decimal and of one length a shard. */
const isEarlier = (a: ArchivedEvent, b: ArchivedEvent): boolean => {
  if (a.arrivedAt !== b.arrivedAt) return a.arrivedAt < b.arrivedAt;
  const [one, other] = [a.position, b.position];
  if (one.sequence.length !== other.sequence.length) return one.sequence.length < other.sequence.length;
  if (one.sequence !== other.sequence) return one.sequence < other.sequence;
  return one.subSequence < other.subSequence;
};
