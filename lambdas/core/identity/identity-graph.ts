import type { CustomerEvent, Instant } from '../event/event.ts';
import { addToSet } from '../profile/bounded.ts';
import { joinSeen } from '../profile/dedupe.ts';
import { newProfile } from '../profile/evolve.ts';
import { IDENTIFIERS_KEPT, mergeProfiles, mergesOnWay, olderFirst } from '../profile/merge-profiles.ts';
import type { Cut, Link, Profile, ProfileState, State } from '../profile/profile.ts';
import { stampOf } from '../profile/read-json.ts';
import { areApart, joinCuts } from './cuts.ts';
import type { EventIdentifiers, IdentityId, NamedIdentifier, ProfileId } from './identity.ts';

/** Where an event belongs: a living profile, nobody any more, or two people of whom one was erased. */
export type Placement =
  | { readonly kind: 'profile'; readonly id: ProfileId }
  | { readonly kind: 'erased' }
  | { readonly kind: 'refused' };

/** What is kept of two profiles that became one: the versions are the ones before. */
export interface Merge {
  readonly winner: ProfileId;
  readonly winnerVersion: number;
  readonly loser: ProfileId;
  readonly loserVersion: number;
  /** When the event that joined them was received. */
  readonly at: Instant;
  /** Its source and message id. */
  readonly by: string;
  /** The two identifiers by which it did. */
  readonly between: readonly [IdentityId, IdentityId];
}

/** The identifiers of a batch and what they lead to, as they were read and as the batch's events change them. */
export interface IdentityGraph {
  readonly read: ReadonlyMap<IdentityId, State>;
  /** What differs from what was read. */
  readonly changed: Map<IdentityId, State>;
  readonly merges: Merge[];
  /** For a history that is folded anew; profiles that are read hold theirs. */
  readonly cuts: readonly Cut[];
}

/** Shares what was read: opening one costs nothing. */
export const openGraph = (read: ReadonlyMap<IdentityId, State>, cuts: readonly Cut[] = []): IdentityGraph => ({
  read,
  changed: new Map(),
  merges: [],
  cuts,
});

const stateOf = (graph: IdentityGraph, id: IdentityId): State | undefined =>
  graph.changed.get(id) ?? graph.read.get(id);

/**
 * Finds or creates the event's profile and links every identifier that it names, also where the event itself is a
 * duplicate. Two profiles become one, unless both have user ids of their own and no alias says that they are one
 * person (two people share a device), an operator has taken them apart, or the way to them would be too long.
 */
export const placeEvent = (graph: IdentityGraph, event: CustomerEvent, identifiers: EventIdentifiers): Placement => {
  const named = [...identifiers.named, ...previouslyKnown(graph, identifiers)];
  const roots = named.map(({ id }) => rootOf(graph, id));
  const tomb = roots.find((root) => root !== undefined && stateOf(graph, root)?.kind === 'tombstone');
  if (tomb !== undefined) return placeByTombstone(graph, named, roots, tomb);

  const [first, second] = named;
  if (first === undefined) return { kind: 'refused' };
  let home = knownHome(graph, event, named) ?? create(graph, first, event);
  for (const identifier of named) {
    const other = identifier === first ? second : first;
    home = link(graph, home, identifier, (other ?? first).id, event);
  }
  return { kind: 'profile', id: home };
};

/** The profile that an event of these identifiers is folded into before it links any; undefined for a new one's. */
export const knownHome = (
  graph: IdentityGraph,
  event: CustomerEvent,
  [first, ...others]: readonly NamedIdentifier[],
): ProfileId | undefined =>
  first === undefined ? undefined : (rootOf(graph, first.id) ?? hostFor(graph, first, others, event));

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
export const rootOf = (graph: IdentityGraph, id: IdentityId): IdentityId | undefined => {
  const state = stateOf(graph, id);
  if (state === undefined) return undefined;
  return state.kind === 'redirect' ? rootOf(graph, state.to) : id;
};

/**
 * Merges, one upon the other, that an identifier's way to its profile may pass: each is a read that comes after the
 * one before. Nobody's life needs as many; whoever made a longer chain would hold up everybody on the shard.
 */
const MOST_MERGES_ON_A_WAY = 30;

/** Of an alias's "previous id" whichever kind is known, else an anonymous one. */
const previouslyKnown = (graph: IdentityGraph, { previous }: EventIdentifiers): readonly NamedIdentifier[] => {
  const known = previous.filter(({ id }) => stateOf(graph, id) !== undefined);
  return known.length > 0 ? known : previous.slice(0, 1);
};

const mayJoin = (a: Profile, b: Profile, event: CustomerEvent): boolean =>
  !areApart(a, b) &&
  mergesOnWay(...olderFirst(a, b)) <= MOST_MERGES_ON_A_WAY &&
  (event.type === 'alias' || a.userIds.length === 0 || b.userIds.length === 0);

/** A user id that was never seen moves in with the anonymous profile it arrives with, if that has no other user. */
const hostFor = (
  graph: IdentityGraph,
  newcomer: NamedIdentifier,
  others: readonly NamedIdentifier[],
  event: CustomerEvent,
): ProfileId | undefined =>
  others
    .map((other) => rootOf(graph, other.id))
    .find((root) => {
      const state = root === undefined ? undefined : stateOf(graph, root);
      if (state?.kind !== 'profile') return false;
      const { profile } = state;
      if (areApart(profile, { cuts: cutsAt(graph, newcomer) })) return false;
      return newcomer.kind !== 'user' || event.type === 'alias' || profile.userIds.length === 0;
    });

const create = (graph: IdentityGraph, identifier: NamedIdentifier, event: CustomerEvent): ProfileId => {
  const { id } = identifier;
  const profile = withIdentifier(graph, newProfile(id, event), identifier);
  graph.changed.set(id, { kind: 'profile', version: 0, profile, seen: [], chunks: [], applied: [] });
  return id;
};

const link = (
  graph: IdentityGraph,
  home: ProfileId,
  identifier: NamedIdentifier,
  other: IdentityId,
  event: CustomerEvent,
): ProfileId => {
  const { id } = identifier;
  const root = rootOf(graph, id);
  const mine = profileState(graph, home);
  const said: Link = { at: event.receivedAt, by: stampOf(event), between: [other, id] };
  if (root === undefined) {
    if (areApart(mine.profile, { cuts: cutsAt(graph, identifier) })) {
      create(graph, identifier, event);
      return home;
    }
    redirect(graph, id, home, said);
    replaceProfile(graph, home, { profile: withIdentifier(graph, mine.profile, identifier) });
    return home;
  }
  const theirs = profileState(graph, root);
  if (root === home || !mayJoin(mine.profile, theirs.profile, event)) return home;
  const [winner, loser] = olderFirst(mine.profile, theirs.profile);
  const [winnerState, loserState] = winner.id === home ? [mine, theirs] : [theirs, mine];
  replaceProfile(graph, winner.id, {
    profile: mergeProfiles(winner, loser),
    ...joinSeen(winnerState, loserState),
  });
  redirect(graph, loser.id, winner.id, said);
  graph.merges.push({
    winner: winner.id,
    winnerVersion: winnerState.version,
    loser: loser.id,
    loserVersion: loserState.version,
    ...said,
  });
  return winner.id;
};

const redirect = (graph: IdentityGraph, id: IdentityId, to: IdentityId, link?: Link): void => {
  const version = stateOf(graph, id)?.version ?? 0;
  graph.changed.set(id, { kind: 'redirect', version, to, ...(link === undefined ? {} : { link }) });
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

const cutsAt = ({ cuts }: IdentityGraph, { id }: NamedIdentifier): readonly Cut[] =>
  cuts.filter(({ ends }) => ends.includes(id));

const withIdentifier = (graph: IdentityGraph, profile: Profile, identifier: NamedIdentifier): Profile => {
  const { kind, value } = identifier;
  const cuts = cutsAt(graph, identifier);
  const known = cuts.length === 0 ? profile : { ...profile, ...joinCuts(profile, { cuts }) };
  return kind === 'user'
    ? { ...known, userIds: addToSet(profile.userIds, [value], IDENTIFIERS_KEPT) }
    : { ...known, anonymousIds: addToSet(profile.anonymousIds, [value], IDENTIFIERS_KEPT) };
};
