import type { Instant } from '../core/event/event.ts';
import { areApart, CUTS_KEPT, endsOf, lastCutAt } from '../core/identity/cuts.ts';
import type { IdentityId } from '../core/identity/identity.ts';
import { identitiesOf } from '../core/identity/take-apart.ts';
import { IDENTIFIERS_KEPT } from '../core/profile/merge-profiles.ts';
import type { Cut, ProfileState, State } from '../core/profile/profile.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { findIdentity } from '../steps/find-identity.ts';
import { readProfile } from '../steps/read-profile.ts';
import type { ReadRequest, UnmergeReport } from './unmerge-request.ts';

/** One profile that is to become two, and all that leads to it. */
export interface Person {
  readonly kind: 'person';
  readonly state: ProfileState;
  /** Of every identifier that leads to it, as it was read: an unmerge is conditional on each that it moves. */
  readonly states: ReadonlyMap<IdentityId, State>;
  readonly all: ReadonlySet<IdentityId>;
  readonly cut: Cut;
}

/** A transaction holds 100 items: each may have to be moved, and some are written beside them. */
const MOST_IDENTIFIERS = 90;

type Profiles = Pick<ProfileStore, 'load'>;

/** Whom the request is about, or why there is nothing to take apart. */
export const findPerson = async (
  profiles: Profiles,
  { a, b, link }: ReadRequest,
  now: Instant,
): Promise<Person | UnmergeReport> => {
  const one = await findIdentity(profiles, a);
  if (one === undefined) return { kind: 'unknown', which: 'a' };
  const home = await profileOf(profiles, one);
  if (home === undefined) return { kind: 'erased' };
  const { profile } = home;
  if (profile.userIds.length >= IDENTIFIERS_KEPT || profile.anonymousIds.length >= IDENTIFIERS_KEPT)
    return { kind: 'too_large', limit: 'identifiers' };
  if ((profile.cuts?.length ?? 0) >= CUTS_KEPT) return { kind: 'too_large', limit: 'unmerges' };
  const states = await profiles.load([...identitiesOf(profile)]);
  if (states.size > MOST_IDENTIFIERS) return { kind: 'too_large', limit: 'identifiers' };

  let ends: Cut['ends'];
  if (b === undefined) {
    const linked = [...states.values()].find((state) => state.kind === 'redirect' && state.link?.by === link);
    if (linked?.kind !== 'redirect' || linked.link === undefined) return { kind: 'unknown', which: 'link' };
    ends = endsOf(...linked.link.between);
  } else {
    const other = await findIdentity(profiles, b);
    if (other === undefined) return { kind: 'unknown', which: 'b' };
    const theirs = await profileOf(profiles, other);
    if (theirs === undefined) return { kind: 'erased' };
    if (theirs.profile.id !== profile.id)
      return { kind: areApart(profile, theirs.profile) ? 'already_apart' : 'not_linked' };
    if (one === other) return { kind: 'not_linked' };
    ends = endsOf(one, other);
  }
  const since = Math.min(profile.createdAt, ...(profile.cuts ?? []).map((cut) => cut.since));
  return {
    kind: 'person',
    state: home,
    states,
    all: new Set([...states.keys()].filter((id) => leadsTo(states, id, profile.id))),
    cut: { ends, at: Math.max(now, lastCutAt(profile) + 1), since },
  };
};

const profileOf = async (profiles: Profiles, id: IdentityId): Promise<ProfileState | undefined> => {
  const state = await readProfile(profiles, id);
  return state?.kind === 'profile' ? state : undefined;
};

/** Whether the way from an identifier ends there, and which other identifiers it passes. */
export const leadsTo = (
  states: ReadonlyMap<IdentityId, State>,
  from: IdentityId,
  to: IdentityId,
  past: ReadonlySet<IdentityId> = new Set([to]),
): boolean => {
  for (let id = from; ; ) {
    if (past.has(id)) return true;
    const state = states.get(id);
    if (state?.kind !== 'redirect') return false;
    id = state.to;
  }
};
