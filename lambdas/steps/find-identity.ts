import { addressHash, type IdentityId, identityId } from '../core/identity/identity.ts';
import type { Profile } from '../core/profile/profile.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { readProfile } from './read-profile.ts';

const KINDS = ['user', 'anonymous'] as const;

/**
 * The identifiers that a text may mean and that were seen: `user:ada`, `anonymous:phone`, or without the kind, where a
 * user id comes first; and a profile's own id.
 */
export const findIdentity = async (
  profiles: Pick<ProfileStore, 'load'>,
  text: string,
): Promise<IdentityId | undefined> => {
  const candidates = candidatesOf(text);
  const states = await profiles.load(candidates);
  return candidates.find((id) => states.has(id));
};

const candidatesOf = (text: string): readonly IdentityId[] => {
  const kind = KINDS.find((one) => text.startsWith(`${one}:`));
  if (kind !== undefined) return [identityId({ kind, value: text.slice(kind.length + 1) })];
  // What was given may be an id already; the table knows.
  return [...KINDS.map((one) => identityId({ kind: one, value: text })), text as IdentityId];
};

/** Every profile that was ever written to at an address: a family shares one, and somebody may have left it. */
export const identitiesAt = (
  profiles: Pick<ProfileStore, 'profilesAt'>,
  text: string,
): Promise<readonly IdentityId[]> =>
  text.includes('@') ? profiles.profilesAt(addressHash(text)) : Promise.resolve([]);

/** Whose profiles a text names: the one of an identifier or a profile's id, or all at an address; each once. */
export const findPeople = async (
  profiles: Pick<ProfileStore, 'load' | 'profilesAt'>,
  text: string,
): Promise<readonly Profile[]> => {
  const found = await findIdentity(profiles, text);
  const people = new Map<string, Profile>();
  for (const id of found === undefined ? await identitiesAt(profiles, text) : [found]) {
    const state = await readProfile(profiles, id);
    if (state?.kind === 'profile') people.set(state.profile.id, state.profile);
  }
  return [...people.values()];
};

/** The first of them; undefined where nobody is called that now. */
export const findPerson = async (
  profiles: Pick<ProfileStore, 'load' | 'profilesAt'>,
  text: string,
): Promise<Profile | undefined> => (await findPeople(profiles, text))[0];
