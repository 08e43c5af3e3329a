import type { ProfileId } from '../core/identity/identity.ts';
import type { State } from '../core/profile/profile.ts';
import type { ProfileStore } from '../ports/profile-store.ts';

/** Redirects never form a ring; this only bounds what a broken table could cost. */
const MOST_REDIRECTS = 100;

export type FoundProfile = Exclude<State, { kind: 'redirect' }>;

/** The living profile that an id leads to, or its tombstone: a profile that was merged is found where it went. */
export const readProfile = async (
  profiles: Pick<ProfileStore, 'load'>,
  profileId: ProfileId,
): Promise<FoundProfile | undefined> => {
  let id = profileId;
  for (let hops = 0; hops < MOST_REDIRECTS; hops += 1) {
    const state = (await profiles.load([id])).get(id);
    if (state?.kind !== 'redirect') return state;
    id = state.to;
  }
  throw new Error('redirects without an end');
};
