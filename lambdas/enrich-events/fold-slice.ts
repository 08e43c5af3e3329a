import { type AddressedChange, consentFrom } from '../core/consent/consent-from.ts';
import type { Instant } from '../core/event/event.ts';
import { isSilent } from '../core/event/is-silent.ts';
import type { FailedEvent } from '../core/failure/failed-event.ts';
import { addressHash, type IdentityId, type ProfileId } from '../core/identity/identity.ts';
import {
  homeOf,
  type IdentityGraph,
  openGraph,
  placeEvent,
  profileState,
  replaceProfile,
} from '../core/identity/identity-graph.ts';
import { jsonBytes } from '../core/json-bytes.ts';
import { APPLIED_LIMIT_BYTES, appliedEvent } from '../core/profile/applied.ts';
import { seenIdOf, trimSeen } from '../core/profile/dedupe.ts';
import { evolve } from '../core/profile/evolve.ts';
import { isQuarantined, keepPace, type Pace } from '../core/profile/pace.ts';
import type { AppliedEvent, Profile, ProfileState, State } from '../core/profile/profile.ts';
import { addressOf } from '../core/profile/traits.ts';
import { evaluateSegments } from '../core/segment/evaluate-segments.ts';
import { isSegmentEvent } from '../core/segment/segment.ts';
import { nothingWatched } from '../core/segment/watch.ts';
import type { ProfileChange } from '../ports/profile-store.ts';
import { waitOut } from '../steps/wait-out.ts';
import type { EnrichPorts } from './enrich-ports.ts';
import { failedEvent } from './failed-event.ts';
import type { Counts } from './fold-group.ts';
import type { PlacedEvent } from './group-by-identity.ts';
import { openMemory } from './seen-memory.ts';

/** A write folds at most so many events, and touches at most so many items (a transaction holds 100). */
export const EVENTS_IN_A_WRITE = 1_000;
const ITEMS_IN_A_WRITE = 60;

/** A trigger event and the profile it was folded into. */
interface Trigger {
  readonly id: ProfileId;
  readonly applied: AppliedEvent;
}

export interface Slice {
  /** How many of the events it deals with, from the first on. */
  readonly events: number;
  readonly changes: readonly ProfileChange[];
  readonly consents: readonly AddressedChange[];
  readonly counts: Counts;
}

/**
 * Folds as many events as one write may carry, at most `most`, without writing: pure but for the chunks it must ask.
 * What may trigger something and what may not are never folded in one write, so that each says for itself what became
 * of segments.
 */
export const foldSlice = async (
  ports: EnrichPorts,
  events: readonly PlacedEvent[],
  read: ReadonlyMap<IdentityId, State>,
  deadline: Instant,
  most = EVENTS_IN_A_WRITE,
): Promise<Slice> => {
  const graph = openGraph(read);
  const triggers: Trigger[] = [];
  const consents: AddressedChange[] = [];
  const refused: FailedEvent[] = [];
  const memory = openMemory((key) => waitOut(ports, deadline, () => ports.profiles.loadChunk(key)));
  const counts = { applied: 0, duplicates: 0, late: 0, erased: 0, quarantined: 0, keysQuarantined: 0 };
  let appliedBytes = 0;
  let done = 0;
  const { counted } = ports.watch ?? nothingWatched;
  const silent = events[0] !== undefined && isSilent(events[0].event);

  for (const placed of events.slice(0, most)) {
    const { event } = placed;
    if (graph.changed.size + graph.merges.length >= ITEMS_IN_A_WRITE || appliedBytes >= APPLIED_LIMIT_BYTES) break;
    if (isSilent(event) !== silent) break;
    done += 1;
    const placement = placeEvent(graph, event, placed.identifiers);
    if (placement.kind === 'refused') refused.push(failedEvent(placed, REFUSED));
    if (placement.kind === 'erased') counts.erased += 1;
    if (placement.kind !== 'profile') continue;
    const id = placement.id;
    const seenId = seenIdOf(event);
    const before = profileState(graph, id);
    if (await memory.holds(before, seenId)) {
      counts.duplicates += 1;
      continue;
    }
    const evolved = evolve(before.profile, event, counted);
    const { profile, changes, awaited } = consentFrom(evolved, event);
    consents.push(...changes);
    const pace = paceAfter(ports, before.pace, placed);
    if (isQuarantined(pace, placed.arrivedAt) && !isQuarantined(before.pace, placed.arrivedAt))
      counts.keysQuarantined += 1;
    replaceProfile(graph, id, { profile, seen: memory.add(before.seen, seenId), ...(pace && { pace }) });
    counts.applied += 1;
    counts.late += profile.late - before.profile.late;
    if (silent) continue;
    for (const applied of [...awaited, appliedEvent(event, before.profile, profile)]) {
      if (!ports.triggers.has(applied.name) || isSegmentEvent(applied.name)) continue;
      appliedBytes += jsonBytes(applied);
      triggers.push({ id, applied });
    }
  }
  return { events: done, changes: changesOf(ports, graph, triggers, silent), consents, counts: { ...counts, refused } };
};

/** What was put back out of quarantine was counted before it went in. */
const paceAfter = ({ hotKeys }: EnrichPorts, pace: Pace | undefined, placed: PlacedEvent): Pace | undefined =>
  hotKeys === undefined || placed.wasQuarantined === true ? pace : keepPace(pace, placed.arrivedAt, hotKeys);

const changesOf = (
  { clock, dedupe, watch = nothingWatched }: EnrichPorts,
  graph: IdentityGraph,
  triggers: readonly Trigger[],
  silent: boolean,
): readonly ProfileChange[] => {
  const { read } = graph;
  const now = clock.now();
  // By the profile that is left at the end: one that was merged away in this very write takes its triggers along.
  const byHome = Map.groupBy(triggers, ({ id }) => homeOf(graph, id));
  const appliedTo = (id: ProfileId): readonly AppliedEvent[] => (byHome.get(id) ?? []).map(({ applied }) => applied);
  return [
    ...[...graph.changed].flatMap(([id, state]): readonly ProfileChange[] => {
      const expected = read.get(id)?.version ?? 0;
      const version = expected + 1;
      if (state.kind !== 'profile') return [{ kind: 'state', id, expected, state: { ...state, version } }];
      const { spilled, ...seen } = trimSeen(state, id, version, now, dedupe);
      const { applied, ...segments } = evaluateSegments(watch, {
        ...{ before: livedBefore(graph, id), after: state.profile, version, now, silent },
      });
      const written = { ...state, ...seen, ...segments, version, applied: [...appliedTo(id), ...applied] };
      return [
        { kind: 'state', id, expected, state: written },
        ...spilled.map((chunk) => ({ kind: 'chunk' as const, ...chunk })),
        ...addressLink(state, read.get(id)),
      ];
    }),
    ...graph.merges.map((merge) => ({ kind: 'merge' as const, ...merge })),
  ];
};

/** What became this profile in the write: itself as it was read, and those that were merged into it. */
const livedBefore = (graph: IdentityGraph, id: ProfileId): readonly Profile[] =>
  [id, ...graph.merges.map(({ loser }) => loser).filter((loser) => homeOf(graph, loser) === id)]
    .map((each) => graph.read.get(each))
    .filter((state): state is ProfileState => state?.kind === 'profile')
    .map(({ profile }) => profile);

const addressLink = (
  after: Extract<State, { kind: 'profile' }>,
  before: State | undefined,
): readonly ProfileChange[] => {
  const address = addressOf(after.profile);
  const known = before?.kind === 'profile' ? addressOf(before.profile) : undefined;
  return address === undefined || address === known
    ? []
    : [{ kind: 'address', address: addressHash(address), profileId: after.profile.id }];
};

const REFUSED = {
  reason: 'refused',
  detail: 'The event names an erased person and a living one. Send it again without the erased identifier.',
} as const;
