import type { IdentityId, ProfileId } from '../core/identity/identity.ts';
import type { State } from '../core/profile/profile.ts';
import type { ProfileStore } from '../ports/profile-store.ts';

/** Redirects never form a ring; this only bounds what a broken table could cost. */
const MOST_REDIRECTS = 100;

type Profiles = Pick<ProfileStore, 'load'>;

/** One step of an identifier's way: what is there, and so where it leads next. */
export interface Stop {
  readonly id: IdentityId;
  readonly state: State;
}

/** From an identifier to the profile or tombstone at the end of its redirects, both included. */
export const followRedirects = async (profiles: Profiles, from: IdentityId): Promise<readonly Stop[]> => {
  const way: Stop[] = [];
  for (let id = from; way.length < MOST_REDIRECTS; ) {
    const state = (await profiles.load([id])).get(id);
    if (state === undefined) return way;
    way.push({ id, state });
    if (state.kind !== 'redirect') return way;
    id = state.to;
  }
  throw new Error('redirects without an end');
};

export type FoundProfile = Exclude<State, { kind: 'redirect' }>;

/** The living profile that an id leads to, or its tombstone: a profile that was merged is found where it went. */
export const readProfile = async (
  profiles: Profiles,
  profileId: ProfileId | IdentityId,
): Promise<FoundProfile | undefined> => {
  const state = (await followRedirects(profiles, profileId)).at(-1)?.state;
  return state?.kind === 'redirect' ? undefined : state;
};
