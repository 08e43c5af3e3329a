import { eventName, type Instant } from '../core/event/event.ts';
import type { FailedEvent } from '../core/failure/failed-event.ts';
import type { IdentityId, ProfileId } from '../core/identity/identity.ts';
import { knownHome, openGraph } from '../core/identity/identity-graph.ts';
import { type HotKeyLimits, isQuarantined, mostOfABatch } from '../core/profile/pace.ts';
import type { State } from '../core/profile/profile.ts';
import { writeQuarantined } from '../decode/framing/write-aggregate.ts';
import { countFailure } from '../steps/count-failure.ts';
import { waitOut } from '../steps/wait-out.ts';
import type { EnrichPorts } from './enrich-ports.ts';
import { failedEvent } from './failed-event.ts';
import { type GroupOutcome, nothing } from './fold-group.ts';
import type { PlacedEvent } from './group-by-identity.ts';

type Group = readonly PlacedEvent[];

/**
 * What of a group is folded, and what is held: everything of a key in quarantine, and what is beyond a key's share of
 * the batch. A key is the profile that an event is folded into: a device id that many people's events name is none of
 * theirs. A change of mind to no is not held, as long as it is within the share; nor is what was held before.
 */
export const admit = (
  group: Group,
  states: ReadonlyMap<IdentityId, State>,
  batchEvents: number,
  limits: HotKeyLimits | undefined,
): { readonly admitted: Group; readonly held: Group } => {
  if (limits === undefined) return { admitted: group, held: [] };
  const most = mostOfABatch(batchEvents, limits);
  const graph = openGraph(states);
  const shares = new Map<IdentityId | undefined, number>();
  const admitted: PlacedEvent[] = [];
  const held: PlacedEvent[] = [];
  for (const placed of group) {
    const { event, identifiers } = placed;
    const home = knownHome(graph, event, identifiers.named);
    const key = home ?? identifiers.named[0]?.id;
    const ofShare = shares.get(key) ?? 0;
    if (placed.wasQuarantined === true) admitted.push(placed);
    else if (ofShare >= most || (isHot(home, states, placed.arrivedAt) && eventName(event) !== 'Unsubscribed'))
      held.push(placed);
    else {
      shares.set(key, ofShare + 1);
      admitted.push(placed);
    }
  }
  return { admitted, held };
};

const isHot = (home: ProfileId | undefined, states: ReadonlyMap<IdentityId, State>, arrivedAt: Instant): boolean => {
  const state = home === undefined ? undefined : states.get(home);
  return state?.kind === 'profile' && isQuarantined(state.pace, arrivedAt);
};

/** Below what a record of the stream holds, so that an aggregate can be put back as it is. */
const BYTES_AN_AGGREGATE = 900_000;
const EVENTS_AN_AGGREGATE = 500;

/** Stores held events as failed, some hundreds an object; they can be put back like any others. */
export const quarantine = async (ports: EnrichPorts, held: Group, deadline: Instant): Promise<GroupOutcome> => {
  if (held.length === 0) return nothing;
  try {
    const failures = aggregatesOf(held).map(heldTogether);
    await waitOut(ports, deadline, () => ports.failedEvents.put(failures));
    return { ...nothing, quarantined: held.length };
  } catch (error) {
    countFailure(ports.metrics, 'enrich-events', error);
    return { ...nothing, ...(held[0] === undefined ? {} : { failedAt: held[0] }) };
  }
};

interface HeldEvent {
  readonly placed: PlacedEvent;
  readonly data: Uint8Array;
}

const aggregatesOf = (held: Group): readonly (readonly HeldEvent[])[] => {
  const aggregates: HeldEvent[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const placed of held) {
    const data = placed.raw();
    const last = aggregates.at(-1);
    bytes += data.byteLength + 2 * placed.partitionKey.length;
    if (last !== undefined && bytes <= BYTES_AN_AGGREGATE && last.length < EVENTS_AN_AGGREGATE)
      last.push({ placed, data });
    else {
      aggregates.push([{ placed, data }]);
      bytes = data.byteLength + 2 * placed.partitionKey.length;
    }
  }
  return aggregates;
};

/** Under the position of the first: the same batch again overwrites itself. */
const heldTogether = (events: readonly HeldEvent[]): FailedEvent => {
  const [first] = events;
  if (first === undefined) throw new Error('an aggregate holds an event');
  const failure = failedEvent(first.placed, {
    reason: 'quarantined',
    detail: `${events.length} events of a key that sent more than a person can. What is put back is not held again.`,
  });
  // A single one may be as large as a record: within an aggregate it would be larger.
  if (events.length === 1 && first.data.byteLength > BYTES_AN_AGGREGATE) return failure;
  const raw = writeQuarantined(events.map(({ placed: { partitionKey }, data }) => ({ partitionKey, data })));
  return { ...failure, raw };
};
