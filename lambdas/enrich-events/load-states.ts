import { type IdentityId, identitiesOf } from '../core/identity/identity.ts';
import type { State } from '../core/profile/profile.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { PlacedEvent } from './group-by-identity.ts';

/** A state, and in which round it was read. */
interface Read {
  readonly state: State;
  readonly round: number;
}

/**
 * Reads the STATE of every identifier that the events name, and of everything that those are redirected to. What leads
 * to a profile leads there at the version that was read: a redirect that an unmerge took away from it at any time is
 * read once more, after it.
 */
export const loadStates = async (
  profiles: Pick<ProfileStore, 'load'>,
  events: readonly PlacedEvent[],
): Promise<ReadonlyMap<IdentityId, State>> => {
  const reads = new Map<IdentityId, Read>();
  const asked = [...new Set(events.flatMap(({ identifiers }) => identitiesOf(identifiers)))];
  let wanted = asked;
  for (let round = 0; wanted.length > 0; round += 1) {
    for (const [id, state] of await profiles.load(wanted)) reads.set(id, { state, round });
    const onward = [...reads.values()].flatMap(({ state }) => (state.kind === 'redirect' ? state.to : []));
    wanted = [...new Set(onward)].filter((id) => !reads.has(id));
    if (wanted.length === 0) wanted = [...new Set(asked.flatMap((id) => outdatedOn(reads, id)))];
  }
  return new Map([...reads].map(([id, { state }]) => [id, state]));
};

/** The redirects on an identifier's way that were taken away from its profile, and were not read after it. */
const outdatedOn = (reads: ReadonlyMap<IdentityId, Read>, id: IdentityId): readonly IdentityId[] => {
  const way: IdentityId[] = [];
  for (let at = id; ; ) {
    const read = reads.get(at);
    if (read?.state.kind === 'profile') {
      const { takenAway } = read.state.profile;
      return takenAway === undefined
        ? []
        : way.filter((passed) => takenAway.includes(passed) && (reads.get(passed)?.round ?? 0) <= read.round);
    }
    if (read?.state.kind !== 'redirect') return [];
    way.push(at);
    at = read.state.to;
  }
};
