import { type IdentityId, identitiesOf } from '../core/identity/identity.ts';
import type { State } from '../core/profile/profile.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { PlacedEvent } from './group-by-identity.ts';

/** Reads the STATE of every identifier that the events name, and of everything that those are redirected to. */
export const loadStates = async (
  profiles: ProfileStore,
  events: readonly PlacedEvent[],
): Promise<ReadonlyMap<IdentityId, State>> => {
  const states = new Map<IdentityId, State>();
  let wanted = [...new Set(events.flatMap(({ identifiers }) => identitiesOf(identifiers)))];
  while (wanted.length > 0) {
    const loaded = await profiles.load(wanted);
    for (const [id, state] of loaded) states.set(id, state);
    wanted = [...new Set([...loaded.values()].flatMap((state) => (state.kind === 'redirect' ? state.to : [])))].filter(
      (id) => !states.has(id),
    );
  }
  return states;
};
