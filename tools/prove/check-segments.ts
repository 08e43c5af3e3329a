import type { State } from '../../lambdas/core/profile/profile.ts';
import { holds } from '../../lambdas/core/segment/holds.ts';
import { profileAt } from './check-profiles.ts';
import type { Model, ModelEvent } from './model.ts';
import { ASLEEP_AFTER_MS, ASLEEP_CAMPAIGN } from './prove-book.ts';
import type { Played } from './world.ts';

/**
 * At the end, days after the last event, everybody is in exactly the segments that hold for them, and whoever fell
 * asleep after an order of their own has a decision on the mail that begins with that: time alone let them in.
 */
export const checkSegments = ({ cloud, book, witness, cuts }: Played, model: Model): readonly string[] => {
  const { states } = cloud.stores.profiles;
  const now = cloud.clock.now();
  const problems = [...states.values()].flatMap((state) => membershipProblems(state, book.segments, now));
  const decided = new Set(
    [...cloud.stores.ledger.rows.values()]
      .filter(({ campaign }) => campaign === ASLEEP_CAMPAIGN)
      .map(({ profileId }) => profileId),
  );
  for (const { certainty, events, identifiers } of model.groups) {
    const [identifier] = identifiers;
    // An import moves people without a word: whether it was first is a matter of the order of arrival.
    if (certainty !== 'one person' || identifier === undefined) continue;
    if (events.some(({ context }) => context?.backfill === true || context?.userAgent !== undefined)) continue;
    const orders = events.filter(({ name }) => name === 'Order Completed');
    if (orders.length === 0 || wereTakenApartAsleep(orders, identifiers, cuts)) continue;
    const profile = profileAt(states, identifier);
    if (profile === undefined) continue; // said already
    if ([profile.id, ...profile.formerIds].some((id) => decided.has(id)))
      witness.count('fell asleep, and was written to');
    else problems.push(`${identifier} ordered and fell asleep, and nobody decided on the mail`);
  }
  return problems;
};

/** An unmerge moves people without a word too: of whom it found asleep, the one person before may have been awake. */
const wereTakenApartAsleep = (
  orders: readonly ModelEvent[],
  identifiers: readonly string[],
  cuts: Played['cuts'],
): boolean =>
  cuts.some(
    ({ a, b, at }) =>
      (identifiers.includes(a) || identifiers.includes(b)) &&
      orders.every(({ happened, acceptedAt }) => (happened ?? acceptedAt) + ASLEEP_AFTER_MS <= at),
  );

const membershipProblems = (state: State, segments: Played['book']['segments'], now: number): readonly string[] => {
  if (state.kind !== 'profile') return [];
  const { profile } = state;
  return segments.flatMap(({ name, predicate }) => {
    const [isIn, shouldBe] = [profile.segments?.[name] !== undefined, holds(predicate, profile, { now, zone: 'UTC' })];
    return isIn === shouldBe
      ? []
      : [`${profile.id} is ${isIn ? '' : 'not '}in the segment ${name}, which is no longer so`];
  });
};
