import type { Profile } from '../profile/profile.ts';
import { findingsOf } from '../segment/findings.ts';
import { type Circumstances, holds } from '../segment/holds.ts';
import type { Segment } from '../segment/segment.ts';
import { answerSentence } from './explain-send.ts';

/** Does somebody belong to a segment at this moment, and what its condition asked and found. */
export interface Membership {
  readonly isMember: boolean;
  /** `They are not in “lapsed” now (campaigns/segments/lapsed.yaml)`, without its full stop. */
  readonly said: string;
  readonly answers: readonly string[];
}

/** Asks the segment's condition itself, as a broadcast does: who is in it may not have been told yet. Pure. */
export const membershipOf = (
  { name, predicate }: Segment,
  profile: Profile,
  circumstances: Circumstances,
): Membership => {
  const isMember = holds(predicate, profile, circumstances);
  return {
    isMember,
    said: `They are ${isMember ? '' : 'not '}in “${name}” now (campaigns/segments/${name}.yaml)`,
    answers: findingsOf(predicate, profile, circumstances).map(answerSentence),
  };
};
