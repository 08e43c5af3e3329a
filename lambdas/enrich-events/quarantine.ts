import { eventName, type Instant } from '../core/event/event.ts';
import type { FailedEvent } from '../core/failure/failed-event.ts';
import { type IdentityId, identitiesOf } from '../core/identity/identity.ts';
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
 * the batch. A change of mind to no is not held, as long as it is within the share; nor is what was held before.
 */
export const admit = (
  group: Group,
  states: ReadonlyMap<IdentityId, State>,
  batchEvents: number,
  limits: HotKeyLimits | undefined,
): { readonly admitted: Group; readonly held: Group } => {
  if (limits === undefined) return { admitted: group, held: [] };
  const most = mostOfABatch(batchEvents, limits);
  const admitted: PlacedEvent[] = [];
  const held: PlacedEvent[] = [];
  let ofShare = 0;
  for (const placed of group) {
    if (placed.wasQuarantined === true) admitted.push(placed);
    else if (ofShare >= most || (isOfHotKey(placed, states) && eventName(placed.event) !== 'Unsubscribed'))
      held.push(placed);
    else {
      ofShare += 1;
      admitted.push(placed);
    }
  }
  return { admitted, held };
};

const isOfHotKey = ({ identifiers, arrivedAt }: PlacedEvent, states: ReadonlyMap<IdentityId, State>): boolean =>
  identitiesOf(identifiers).some((id) => {
    const state = rootOf(id, states);
    return state?.kind === 'profile' && isQuarantined(state.pace, arrivedAt);
  });

const rootOf = (id: IdentityId, states: ReadonlyMap<IdentityId, State>): State | undefined => {
  const state = states.get(id);
  return state?.kind === 'redirect' ? rootOf(state.to, states) : state;
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
