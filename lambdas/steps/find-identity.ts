import { addressHash, type IdentityId, identityId } from '../core/identity/identity.ts';
import type { State } from '../core/profile/profile.ts';
import type { ProfileStore } from '../ports/profile-store.ts';

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

/** One step of an identifier's way: what is there, and so where it leads next. */
export interface Stop {
  readonly id: IdentityId;
  readonly state: State;
}

/** From an identifier to the profile or tombstone at the end of its redirects, both included. */
export const followRedirects = async (
  profiles: Pick<ProfileStore, 'load'>,
  from: IdentityId,
): Promise<readonly Stop[]> => {
  const way: Stop[] = [];
  for (let id: IdentityId | undefined = from; id !== undefined; ) {
    const at: IdentityId = id;
    const state = (await profiles.load([at])).get(at);
    if (state === undefined) break;
    way.push({ id: at, state });
    id = state.kind === 'redirect' ? state.to : undefined;
  }
  return way;
};
