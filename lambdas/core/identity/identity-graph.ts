import type { CustomerEvent, Instant } from '../event/event.ts';
import { addToSet } from '../profile/bounded.ts';
import { joinSeen } from '../profile/dedupe.ts';
import { newProfile } from '../profile/evolve.ts';
import { IDENTIFIERS_KEPT, mergeProfiles, olderFirst } from '../profile/merge-profiles.ts';
import type { Profile, ProfileState, State } from '../profile/profile.ts';
import { stampOf } from '../profile/read-json.ts';
import type { EventIdentifiers, Identifier, IdentityId, NamedIdentifier, ProfileId } from './identity.ts';

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
  readonly read: ReadonlyMap<IdentityId, State>;
  /** What differs from what was read. */
  readonly changed: Map<IdentityId, State>;
  readonly merges: Merge[];
}

/** Shares what was read: opening one costs nothing. */
export const openGraph = (read: ReadonlyMap<IdentityId, State>): IdentityGraph => ({
  read,
  changed: new Map(),
  merges: [],
});

const stateOf = (graph: IdentityGraph, id: IdentityId): State | undefined =>
  graph.changed.get(id) ?? graph.read.get(id);

/**
 * Finds or creates the event's profile and links every identifier that it names, also where the event itself is a
 * duplicate. Two profiles become one, unless both have user ids of their own and no alias says that they are one
 * person: two people share a device.
 */
export const placeEvent = (graph: IdentityGraph, event: CustomerEvent, identifiers: EventIdentifiers): Placement => {
  const named = [...identifiers.named, ...previouslyKnown(graph, identifiers)];
  const roots = named.map(({ id }) => rootOf(graph, id));
  const tomb = roots.find((root) => root !== undefined && stateOf(graph, root)?.kind === 'tombstone');
  if (tomb !== undefined) return placeByTombstone(graph, named, roots, tomb);

  const [first, ...others] = named;
  if (first === undefined) return { kind: 'refused' };
  let home = rootOf(graph, first.id) ?? hostFor(graph, first, others, event) ?? create(graph, first, event);
  for (const identifier of named) home = link(graph, home, identifier, event);
  return { kind: 'profile', id: home };
};

export const profileState = (graph: IdentityGraph, id: ProfileId): ProfileState => {
  const state = stateOf(graph, id);
  if (state?.kind !== 'profile') throw new Error('a placed event has a living profile');
  return state;
};

export const replaceProfile = (
  graph: IdentityGraph,
  id: ProfileId,
  change: Partial<Pick<ProfileState, 'profile' | 'seen' | 'chunks' | 'pace'>>,
): void => {
  graph.changed.set(id, { ...profileState(graph, id), ...change });
};

/** The profile that a placed event's profile has become. */
export const homeOf = (graph: IdentityGraph, id: ProfileId): ProfileId => rootOf(graph, id) ?? id;

/** The end of an identifier's redirects; undefined for one that was never seen. */
const rootOf = (graph: IdentityGraph, id: IdentityId): IdentityId | undefined => {
  const state = stateOf(graph, id);
  if (state === undefined) return undefined;
  return state.kind === 'redirect' ? rootOf(graph, state.to) : id;
};

/** Of an alias's "previous id" whichever kind is known, else an anonymous one. */
const previouslyKnown = (graph: IdentityGraph, { previous }: EventIdentifiers): readonly NamedIdentifier[] => {
  const known = previous.filter(({ id }) => stateOf(graph, id) !== undefined);
  return known.length > 0 ? known : previous.slice(0, 1);
};

const mayJoin = (a: Profile, b: Profile, event: CustomerEvent): boolean =>
  event.type === 'alias' || a.userIds.length === 0 || b.userIds.length === 0;

/** A user id that was never seen moves in with the anonymous profile it arrives with, if that has no other user. */
const hostFor = (
  graph: IdentityGraph,
  newcomer: NamedIdentifier,
  others: readonly NamedIdentifier[],
  event: CustomerEvent,
): ProfileId | undefined =>
  others
    .map((other) => rootOf(graph, other.id))
    .find(
      (root) =>
        root !== undefined &&
        (newcomer.kind !== 'user' || event.type === 'alias' || profileState(graph, root).profile.userIds.length === 0),
    );

const create = (graph: IdentityGraph, identifier: NamedIdentifier, event: CustomerEvent): ProfileId => {
  const { id } = identifier;
  const profile = withIdentifier(newProfile(id, event), identifier);
  graph.changed.set(id, { kind: 'profile', version: 0, profile, seen: [], chunks: [], applied: [] });
  return id;
};

const link = (graph: IdentityGraph, home: ProfileId, identifier: NamedIdentifier, event: CustomerEvent): ProfileId => {
  const { id } = identifier;
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
  graph.changed.set(id, { kind: 'redirect', version: stateOf(graph, id)?.version ?? 0, to });
};

const placeByTombstone = (
  graph: IdentityGraph,
  named: readonly NamedIdentifier[],
  roots: readonly (IdentityId | undefined)[],
  tomb: IdentityId,
): Placement => {
  if (roots.some((root) => root !== undefined && stateOf(graph, root)?.kind === 'profile')) return { kind: 'refused' };
  named.forEach((identifier, index) => {
    if (roots[index] === undefined) redirect(graph, identifier.id, tomb);
  });
  return { kind: 'erased' };
};

const withIdentifier = (profile: Profile, { kind, value }: Identifier): Profile =>
  kind === 'user'
    ? { ...profile, userIds: addToSet(profile.userIds, [value], IDENTIFIERS_KEPT) }
    : { ...profile, anonymousIds: addToSet(profile.anonymousIds, [value], IDENTIFIERS_KEPT) };
