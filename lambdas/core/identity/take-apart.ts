import { consentFrom } from '../consent/consent-from.ts';
import type { CustomerEvent } from '../event/event.ts';
import { evolve, newProfile } from '../profile/evolve.ts';
import type { Cart, Cut, Link, Profile } from '../profile/profile.ts';
import { type EventIdentifiers, type IdentityId, identifiersOf, identityId, type ProfileId } from './identity.ts';
import { type IdentityGraph, openGraph, placeEvent, rootOf } from './identity-graph.ts';

/** One of the two people that a profile turns out to be. */
export interface Side {
  readonly profile: Profile;
  /** The identifiers that lead to it, its own included. */
  readonly identities: ReadonlySet<IdentityId>;
  /** By which event each was linked in the history without the cut. */
  readonly links: ReadonlyMap<IdentityId, Link>;
  readonly events: number;
}

export interface TakenApart {
  /** Lives on where the one profile lived. */
  readonly kept: Side;
  readonly taken: Side;
}

/**
 * Folds one person's whole history anew, as if nothing had ever joined the cut's two identifiers: two people come of
 * it. Every event is on exactly one side, that of the identifier it names first. Whatever the history says nothing of
 * stays where the profile lived. Pure; `history` is in the order of arrival, each event once. Events named in `counted`
 * are counted by day too.
 */
export const takeApart = (
  current: Profile,
  all: ReadonlySet<IdentityId>,
  cut: Cut,
  history: readonly CustomerEvent[],
  counted: ReadonlySet<string> = new Set(),
): TakenApart => {
  const cuts = [...(current.cuts ?? []), cut];
  const graph = openGraph(new Map(), cuts);
  for (const event of history) placeEvent(graph, event, within(identifiersOf(event), all));
  const end = leavingEnd(graph, current.id, cut);
  const root = rootOf(graph, end) ?? end;
  const taken = new Set([...all].filter((id) => (rootOf(graph, id) ?? id) === root));
  const kept = new Set([...all].filter((id) => !taken.has(id)));
  const fold = (id: ProfileId, identities: ReadonlySet<IdentityId>): Side => {
    const events = history.filter((event) => isOf(identities, event, all));
    const profile = {
      ...foldAll(id, events, current, counted),
      ...namesOf(current, id, identities),
      ...cutsOf(cuts, identities),
    };
    return { profile, identities, links: linksOf(graph, identities), events: events.length };
  };
  return withOldCart(current.cart, fold(current.id, kept), fold(root, taken));
};

/** The end that goes: the one that the profile's own identifier is not with. */
const leavingEnd = (graph: IdentityGraph, home: ProfileId, { ends: [one, other] }: Cut): IdentityId => {
  const homeRoot = rootOf(graph, home) ?? home;
  return (rootOf(graph, other) ?? other) === homeRoot ? one : other;
};

/** Every identifier that leads to the profile: it holds all of them, unless it has reached its limit. */
export const identitiesOf = ({ id, userIds, anonymousIds, formerIds }: Profile): ReadonlySet<IdentityId> =>
  new Set([
    id,
    ...formerIds,
    ...userIds.map((value) => identityId({ kind: 'user', value })),
    ...anonymousIds.map((value) => identityId({ kind: 'anonymous', value })),
  ]);

/** Without the identifiers of others: a shared device was somebody else's then, and is now. */
const within = ({ named, previous }: EventIdentifiers, all: ReadonlySet<IdentityId>): EventIdentifiers => ({
  named: named.filter(({ id }) => all.has(id)),
  previous: previous.filter(({ id }) => all.has(id)),
});

/** An event is of whoever it names first, whatever it links. */
const isOf = (side: ReadonlySet<IdentityId>, event: CustomerEvent, all: ReadonlySet<IdentityId>): boolean => {
  const first = identifiersOf(event).named.find(({ id }) => all.has(id));
  return first !== undefined && side.has(first.id);
};

const foldAll = (
  id: ProfileId,
  events: readonly CustomerEvent[],
  { createdAt }: Profile,
  counted: ReadonlySet<string>,
): Profile => {
  const begun = newProfile(id, events[0] ?? { at: createdAt, receivedAt: createdAt });
  // Consent is with its address, where it was put when the event was first folded.
  return events.reduce((profile, event) => consentFrom(evolve(profile, event, counted), event).profile, begun);
};

const namesOf = (
  { userIds, anonymousIds, formerIds }: Profile,
  id: ProfileId,
  identities: ReadonlySet<IdentityId>,
): Pick<Profile, 'userIds' | 'anonymousIds' | 'formerIds'> => ({
  userIds: userIds.filter((value) => identities.has(identityId({ kind: 'user', value }))),
  anonymousIds: anonymousIds.filter((value) => identities.has(identityId({ kind: 'anonymous', value }))),
  formerIds: formerIds.filter((former) => former !== id && identities.has(former)),
});

const cutsOf = (cuts: readonly Cut[], identities: ReadonlySet<IdentityId>): Pick<Profile, 'cuts'> => ({
  cuts: cuts.filter(({ ends }) => ends.some((end) => identities.has(end))),
});

const linksOf = (graph: IdentityGraph, identities: ReadonlySet<IdentityId>): Side['links'] =>
  new Map(
    [...identities].flatMap((id) => {
      const state = graph.changed.get(id);
      return state?.kind === 'redirect' && state.link !== undefined ? [[id, state.link] as const] : [];
    }),
  );

/**
 * The cart that was open stays one entry of its campaign, whoever's it turns out to be: its key goes to the older of
 * the two carts, as a merge would have given it.
 */
const withOldCart = ({ key }: Cart, kept: Side, taken: Side): TakenApart => {
  const isTakens = openedAt(taken) < openedAt(kept);
  const rename = (side: Side): Side =>
    key === undefined || side.profile.cart.key === undefined
      ? side
      : { ...side, profile: { ...side.profile, cart: { ...side.profile.cart, key } } };
  return isTakens ? { kept, taken: rename(taken) } : { kept: rename(kept), taken };
};

const openedAt = ({ profile: { cart } }: Side): number =>
  cart.key === undefined ? Number.POSITIVE_INFINITY : (cart.openedAt ?? 0);
