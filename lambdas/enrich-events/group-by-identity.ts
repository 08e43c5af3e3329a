import { type EventIdentifiers, type IdentityId, identitiesOf } from '../core/identity/identity.ts';
import type { State } from '../core/profile/profile.ts';
import type { DecodedEvent } from '../decode/decode-record.ts';

/** An event, enriched, and where in the batch it stood. */
export interface PlacedEvent extends DecodedEvent {
  readonly identifiers: EventIdentifiers;
  readonly index: number;
}

/**
 * Splits a batch into the smallest groups that share no identifier and no redirect, each in the order of the shard:
 * groups can be folded side by side, and fail alone.
 */
export const groupByIdentity = (
  events: readonly PlacedEvent[],
  states: ReadonlyMap<IdentityId, State>,
): readonly (readonly PlacedEvent[])[] => {
  const parents = new Map<IdentityId, IdentityId>();
  // A loop, not a recursion: a batch may chain thousands of identifiers. Each one passed leads to its grandparent from then on.
  const find = (id: IdentityId): IdentityId => {
    let [at, parent] = [id, parents.get(id)];
    while (parent !== undefined && parent !== at) {
      const grandparent = parents.get(parent) ?? parent;
      parents.set(at, grandparent);
      [at, parent] = [parent, grandparent];
    }
    return at;
  };
  for (const [id, state] of states) if (state.kind === 'redirect') parents.set(find(id), find(state.to));
  for (const { identifiers } of events) {
    const [first, ...others] = identitiesOf(identifiers);
    if (first !== undefined) for (const other of others) parents.set(find(other), find(first));
  }
  const groups = Map.groupBy(events, ({ identifiers }) => {
    const [first] = identifiers.named;
    return first === undefined ? first : find(first.id);
  });
  return [...groups.values()];
};
