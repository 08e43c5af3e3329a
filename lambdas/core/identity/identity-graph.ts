import type { CustomerEvent, Instant } from '../event/event.ts';
import { addToSet } from '../profile/bounded.ts';
import { joinSeen } from '../profile/dedupe.ts';
import { newProfile } from '../profile/evolve.ts';
import { IDENTIFIERS_KEPT, mergeProfiles, olderFirst } from '../profile/merge-profiles.ts';
import type { ChunkSpan, Profile, ProfileState, SeenId, State } from '../profile/profile.ts';
import { stampOf } from '../profile/read-json.ts';
import { type Identifier, type IdentityId, identifiersOf, identityId, type ProfileId } from './identity.ts';

/** Where an event belongs: a living profile, nobody any more, or two people of whom one was erased. */
export type Placement =
  | { readonly kind: 'profile'; readonly id: ProfileId }
  | { readonly kind: 'erased' }
  | { readonly kind: 'refused' };

export interface Merge {
  readonly winner: ProfileId;
  readonly loser: ProfileId;
  readonly at: Instant;
  readonly by: string;
}

/** The identifiers of a batch and what they lead to, as they were read and as the batch's events change them. */
export interface IdentityGraph {
  readonly states: Map<IdentityId, State>;
  /** Identifiers whose STATE differs from what was read. */
  readonly changed: Set<IdentityId>;
  readonly merges: Merge[];
}

export const openGraph = (states: ReadonlyMap<IdentityId, State>): IdentityGraph => ({
  states: new Map(states),
  changed: new Set(),
  merges: [],
});

/** Every identifier an event may touch: what has to be read before it is placed. */
export const identitiesOf = (event: CustomerEvent): readonly IdentityId[] => [
  ...identifiersOf(event).map(identityId),
  ...(event.type === 'alias' ? previousIdentifiers(event.previousId).map(identityId) : []),
];

/**
 * Finds or creates the event's profile and links every identifier that it names, also where the event itself is a
 * duplicate. Two profiles become one, unless both have user ids of their own and no alias says that they are one
 * person: two people share a device.
 */
export const placeEvent = (graph: IdentityGraph, event: CustomerEvent): Placement => {
  const named = [...identifiersOf(event), ...(event.type === 'alias' ? previouslyKnown(graph, event.previousId) : [])];
  const roots = named.map((identifier) => rootOf(graph, identityId(identifier)));
  const tomb = roots.find((root) => root !== undefined && graph.states.get(root)?.kind === 'tombstone');
  if (tomb !== undefined) return placeByTombstone(graph, named, roots, tomb);

  const [first, ...others] = named;
  if (first === undefined) return { kind: 'refused' };
  let home = rootOf(graph, identityId(first)) ?? hostFor(graph, first, others, event) ?? create(graph, first, event);
  for (const identifier of named) home = link(graph, home, identifier, event);
  return { kind: 'profile', id: home };
};

export const profileState = (graph: IdentityGraph, id: ProfileId): ProfileState => {
  const state = graph.states.get(id);
  if (state?.kind !== 'profile') throw new Error('a placed event has a living profile');
  return state;
};

export const replaceProfile = (
  graph: IdentityGraph,
  id: ProfileId,
  change: { readonly profile?: Profile; readonly seen?: readonly SeenId[]; readonly chunks?: readonly ChunkSpan[] },
): void => {
  graph.states.set(id, { ...profileState(graph, id), ...change });
  graph.changed.add(id);
};

/** The end of an identifier's redirects; undefined for one that was never seen. */
const rootOf = (graph: IdentityGraph, id: IdentityId): IdentityId | undefined => {
  const state = graph.states.get(id);
  if (state === undefined) return undefined;
  return state.kind === 'redirect' ? rootOf(graph, state.to) : id;
};

/** An alias says "previous id" without saying of which kind: whichever is known, else an anonymous one. */
const previouslyKnown = (graph: IdentityGraph, previousId: string): readonly Identifier[] => {
  const known = previousIdentifiers(previousId).filter((identifier) => graph.states.has(identityId(identifier)));
  return known.length > 0 ? known : previousIdentifiers(previousId).slice(0, 1);
};
const previousIdentifiers = (value: string): readonly Identifier[] => [
  { kind: 'anonymous', value },
  { kind: 'user', value },
];

const mayJoin = (a: Profile, b: Profile, event: CustomerEvent): boolean =>
  event.type === 'alias' || a.userIds.length === 0 || b.userIds.length === 0;

/** A user id that was never seen moves in with the anonymous profile it arrives with, if that has no other user. */
const hostFor = (
  graph: IdentityGraph,
  newcomer: Identifier,
  others: readonly Identifier[],
  event: CustomerEvent,
): ProfileId | undefined =>
  others
    .map((other) => rootOf(graph, identityId(other)))
    .find(
      (root) =>
        root !== undefined &&
        (newcomer.kind !== 'user' || event.type === 'alias' || profileState(graph, root).profile.userIds.length === 0),
    );

const create = (graph: IdentityGraph, identifier: Identifier, event: CustomerEvent): ProfileId => {
  const id = identityId(identifier);
  const profile = withIdentifier(newProfile(id, event), identifier);
  graph.states.set(id, { kind: 'profile', version: 0, profile, seen: [], chunks: [], applied: [] });
  graph.changed.add(id);
  return id;
};

const link = (graph: IdentityGraph, home: ProfileId, identifier: Identifier, event: CustomerEvent): ProfileId => {
  const id = identityId(identifier);
  const root = rootOf(graph, id);
  if (root === undefined) {
    redirect(graph, id, home);
    replaceProfile(graph, home, { profile: withIdentifier(profileState(graph, home).profile, identifier) });
    return home;
  }
  const [mine, other] = [profileState(graph, home), profileState(graph, root)];
  if (root === home || !mayJoin(mine.profile, other.profile, event)) return home;
  const [winner, loser] = olderFirst(mine.profile, other.profile);
  const [winnerState, loserState] = winner.id === home ? [mine, other] : [other, mine];
  replaceProfile(graph, winner.id, {
    profile: mergeProfiles(winner, loser),
    ...joinSeen(winnerState, loserState),
  });
  redirect(graph, loser.id, winner.id);
  graph.merges.push({ winner: winner.id, loser: loser.id, at: event.receivedAt, by: stampOf(event) });
  return winner.id;
};

const redirect = (graph: IdentityGraph, id: IdentityId, to: IdentityId): void => {
  graph.states.set(id, { kind: 'redirect', version: graph.states.get(id)?.version ?? 0, to });
  graph.changed.add(id);
};

const placeByTombstone = (
  graph: IdentityGraph,
  named: readonly Identifier[],
  roots: readonly (IdentityId | undefined)[],
  tomb: IdentityId,
): Placement => {
  if (roots.some((root) => root !== undefined && graph.states.get(root)?.kind === 'profile'))
    return { kind: 'refused' };
  named.forEach((identifier, index) => {
    if (roots[index] === undefined) redirect(graph, identityId(identifier), tomb);
  });
  return { kind: 'erased' };
};

const withIdentifier = (profile: Profile, { kind, value }: Identifier): Profile =>
  kind === 'user'
    ? { ...profile, userIds: addToSet(profile.userIds, [value], IDENTIFIERS_KEPT) }
    : { ...profile, anonymousIds: addToSet(profile.anonymousIds, [value], IDENTIFIERS_KEPT) };
