import { type IdentityId, identityId } from '../../lambdas/core/identity/identity.ts';
import type { Profile, State } from '../../lambdas/core/profile/profile.ts';
import { type Model, type ModelEvent, type ModelGroup, type Summary, summaryOf } from './model.ts';
import type { Played } from './world.ts';

type States = ReadonlyMap<IdentityId, State>;

const idOf = (identifier: string): IdentityId => {
  const [kind = '', ...value] = identifier.split(':');
  return identityId({ kind: kind === 'user' ? 'user' : 'anonymous', value: value.join(':') });
};

/** Where an identifier leads; a redirect's end that is no profile, and a ring of redirects, are violations. */
export const profileAt = (states: States, identifier: string): Profile | undefined => {
  let state = states.get(idOf(identifier));
  for (let hops = 0; state?.kind === 'redirect' && hops < 100; hops += 1) state = states.get(state.to);
  return state?.kind === 'profile' ? state.profile : undefined;
};

/** Invariants 1 and 2: every accepted event is folded exactly once, onto the person that it is about. */
export const checkProfiles = ({ cloud }: Played, model: Model): readonly string[] => {
  const { states } = cloud.stores.profiles;
  return model.groups.flatMap((group) => checkGroup(states, group));
};

const checkGroup = (states: States, group: ModelGroup): readonly string[] => {
  const named = group.identifiers.filter((id) => group.certainty !== 'in sum' || states.has(idOf(id)));
  const places = named.map((identifier) => ({ identifier, profile: profileAt(states, identifier) }));
  const nowhere = places
    .filter(({ profile }) => profile === undefined)
    .map(({ identifier }) => `${identifier} leads to no profile`);
  if (nowhere.length > 0) return nowhere;
  const profiles = [
    ...new Map(
      places.flatMap(({ profile }) => (profile === undefined ? [] : [[profile.id, profile] as const])),
    ).values(),
  ];
  switch (group.certainty) {
    case 'in sum':
      return compareSums(profiles, group.events);
    case 'one person': {
      const [profile, ...others] = profiles;
      if (profile === undefined) return [];
      if (others.length > 0)
        return [`${group.identifiers.join(', ')} are one person, and lead to ${profiles.length} profiles`];
      return compare(profile, summaryOf(group.events), group.identifiers.join(', '));
    }
    case 'one person a user':
      return checkUsers(group, places);
  }
};

/** Each user is a profile; a device's anonymous events are with one of the users that it was seen with. */
const checkUsers = (
  group: ModelGroup,
  places: readonly { identifier: string; profile: Profile | undefined }[],
): readonly string[] => {
  const owners = new Map<string, string>();
  for (const { identifier, profile } of places) {
    if (profile === undefined || !identifier.startsWith('user:')) continue;
    const other = owners.get(profile.id);
    if (other !== undefined) return [`${identifier} and ${other} are two people, and lead to one profile`];
    owners.set(profile.id, identifier);
  }
  return places.flatMap(({ identifier: user, profile }) => {
    if (profile === undefined || !user.startsWith('user:')) return [];
    const devices = places
      .filter((place) => place.identifier.startsWith('anonymous:') && place.profile?.id === profile.id)
      .map(({ identifier }) => identifier);
    const own = group.events.filter(({ userId, anonymousId }) =>
      userId === undefined ? devices.includes(`anonymous:${anonymousId}`) : `user:${userId}` === user,
    );
    const strangers = devices.filter(
      (device) =>
        !group.events.some(
          ({ userId, anonymousId }) => `user:${userId}` === user && `anonymous:${anonymousId}` === device,
        ),
    );
    return [
      ...strangers.map((device) => `${device} leads to ${user}, who never used it`),
      ...compare(profile, summaryOf(own), user),
    ];
  });
};

const countsOf = (profiles: readonly Profile[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { counters } of profiles)
    for (const [name, { count }] of Object.entries(counters)) counts.set(name, (counts.get(name) ?? 0) + count);
  return counts;
};

const compareCounts = (
  found: ReadonlyMap<string, number>,
  expected: Summary['counts'],
  who: string,
): readonly string[] =>
  [...new Set([...found.keys(), ...expected.keys()])].flatMap((name) => {
    const [has, should] = [found.get(name) ?? 0, expected.get(name) ?? 0];
    return has === should ? [] : [`${who}: ${name} was accepted ${should} times and counted ${has} times`];
  });

const compareSums = (profiles: readonly Profile[], events: readonly ModelEvent[]): readonly string[] =>
  compareCounts(countsOf(profiles), summaryOf(events).counts, `${profiles.length} profiles together`);

const compare = (profile: Profile, expected: Summary, who: string): readonly string[] => {
  const { purchases } = profile;
  const differs = (what: string, found: unknown, should: unknown): readonly string[] =>
    found === should ? [] : [`${who}: ${what} is ${String(found)}, and should be ${String(should)}`];
  const certain = expected.lastSeenAt !== undefined;
  return [
    ...compareCounts(countsOf([profile]), expected.counts, who),
    ...differs('the number of orders', purchases.orders, expected.orders),
    ...differs('the revenue', purchases.revenue, expected.revenue),
    ...differs('the value cancelled', purchases.cancelledValue, expected.cancelled),
    ...(certain ? differs('the last sight', profile.lastSeenAt, expected.lastSeenAt) : []),
    ...(certain
      ? [...new Set([...expected.traits.keys(), ...Object.keys(profile.traits)])].flatMap((name) =>
          differs(`the trait ${name}`, profile.traits[name]?.value, expected.traits.get(name)?.value),
        )
      : []),
  ];
};
