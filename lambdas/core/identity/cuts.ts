import type { Instant } from '../event/event.ts';
import type { Cut, Profile } from '../profile/profile.ts';
import type { IdentityId } from './identity.ts';

/** Unmerges that one person's profile may have been through. */
export const CUTS_KEPT = 20;

type WithCuts = Pick<Profile, 'cuts' | 'takenAway'>;

/** The same two identifiers, whichever is named first. */
export const endsOf = (a: IdentityId, b: IdentityId): Cut['ends'] => (a < b ? [a, b] : [b, a]);

const isSame = (a: Cut, b: Pick<Cut, 'ends'>): boolean => a.ends[0] === b.ends[0] && a.ends[1] === b.ends[1];

/** Did an operator say that these are two people? Only the two sides of an unmerge hold its cut. */
export const areApart = ({ cuts = [] }: WithCuts, other: WithCuts): boolean =>
  cuts.length > 0 && cuts.some((cut) => other.cuts?.some((theirs) => isSame(cut, theirs)));

export const isCut = ({ cuts = [] }: WithCuts, ends: Cut['ends']): boolean => cuts.some((cut) => isSame(cut, { ends }));

/** When a profile was last taken apart; 0 for one that never was. */
export const lastCutAt = ({ cuts = [] }: WithCuts): Instant => cuts.reduce((last, { at }) => Math.max(last, at), 0);

/** What two profiles that become one have been through. Nothing is left out: each entry guards somebody. */
export const joinCuts = (a: WithCuts, b: WithCuts): WithCuts => ({
  ...(a.cuts !== undefined || b.cuts !== undefined ? { cuts: [...(a.cuts ?? []), ...(b.cuts ?? [])] } : {}),
  ...(a.takenAway !== undefined || b.takenAway !== undefined
    ? { takenAway: [...new Set([...(a.takenAway ?? []), ...(b.takenAway ?? [])])] }
    : {}),
});
