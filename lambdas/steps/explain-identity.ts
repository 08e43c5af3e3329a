import { type Identifier, type IdentityId, identityId, type ProfileId } from '../core/identity/identity.ts';
import type { Merge } from '../core/identity/identity-graph.ts';
import type { Cut, Link, Profile } from '../core/profile/profile.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { findIdentity, identitiesAt } from './find-identity.ts';
import { followRedirects, type Stop } from './read-profile.ts';

/** One redirect: from where, to where, and by which event, where that was kept. */
export interface Hop {
  readonly from: IdentityId;
  readonly to: IdentityId;
  readonly link?: Link;
}

/** An identifier of a person, and the event that made it one. */
export interface KnownIdentifier extends Identifier {
  readonly id: IdentityId;
  readonly link?: Link;
}

/** Where an identifier leads, by which way, and what made it so. */
export interface IdentityExplanation {
  readonly from: IdentityId;
  readonly hops: readonly Hop[];
  readonly end: 'profile' | 'erased' | 'nowhere';
  readonly profile?: {
    readonly id: ProfileId;
    readonly version: number;
    readonly createdAt: number;
    /** At most 50 of a kind. */
    readonly identifiers: readonly KnownIdentifier[];
    /** Into this profile and into those that were merged into it, oldest first. One that an unmerge undid stays listed. */
    readonly merges: readonly Merge[];
    readonly cuts: readonly Cut[];
  };
}

type Profiles = Pick<ProfileStore, 'load' | 'mergesInto' | 'profilesAt'>;

/**
 * Explains whom a text stands for: an identifier, a profile's id, or an address, which several profiles may share.
 * Empty where nobody is known by it.
 */
export const explainIdentity = async (profiles: Profiles, text: string): Promise<readonly IdentityExplanation[]> => {
  const found = await findIdentity(profiles, text);
  const from = found === undefined ? await identitiesAt(profiles, text) : [found];
  return Promise.all(from.map((id) => explainOne(profiles, id)));
};

const explainOne = async (profiles: Profiles, from: IdentityId): Promise<IdentityExplanation> => {
  const way = await followRedirects(profiles, from);
  const hops = way.flatMap(hopOf);
  const end = way.at(-1)?.state;
  if (end?.kind === 'tombstone') return { from, hops, end: 'erased' };
  if (end?.kind !== 'profile') return { from, hops, end: 'nowhere' };
  const { profile, version } = end;
  return {
    from,
    hops,
    end: 'profile',
    profile: {
      id: profile.id,
      version,
      createdAt: profile.createdAt,
      identifiers: await identifiersOf(profiles, profile),
      merges: await mergesOf(profiles, profile),
      cuts: profile.cuts ?? [],
    },
  };
};

const hopOf = ({ id: from, state }: Stop): readonly Hop[] =>
  state.kind === 'redirect' ? [{ from, to: state.to, ...(state.link === undefined ? {} : { link: state.link }) }] : [];

const identifiersOf = async (profiles: Profiles, profile: Profile): Promise<readonly KnownIdentifier[]> => {
  const named: readonly Identifier[] = [
    ...profile.userIds.map((value) => ({ kind: 'user' as const, value })),
    ...profile.anonymousIds.map((value) => ({ kind: 'anonymous' as const, value })),
  ];
  const states = await profiles.load(named.map(identityId));
  return named.map((identifier) => {
    const id = identityId(identifier);
    const state = states.get(id);
    const link = state?.kind === 'redirect' ? state.link : undefined;
    return { ...identifier, id, ...(link === undefined ? {} : { link }) };
  });
};

const mergesOf = async (profiles: Profiles, { id, formerIds }: Profile): Promise<readonly Merge[]> =>
  (await Promise.all([id, ...formerIds].map((winner) => profiles.mergesInto(winner))))
    .flat()
    .sort((a, b) => a.at - b.at);
