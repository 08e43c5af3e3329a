import type { Campaign } from '../campaign/campaign.ts';
import type { Instant } from '../event/event.ts';
import { digest } from '../hash.ts';
import type { AppliedEvent, Money } from '../profile/profile.ts';
import type { Send, SendTrigger } from '../send/send.ts';

/** A goal that was reached after an entry. */
export interface Goal {
  /** Of the order, or of the event: reported twice, it is one. */
  readonly id: string;
  readonly at: Instant;
  /** What the order came to, in the shop's currency; cancellations and refunds are not taken off. */
  readonly worth?: Money;
}

/** Nobody reaches a goal so often within one entry's time; what is beyond is a machine's. */
export const GOALS_KEPT = 50;

/** An order by its number, so that browser and back end report one; anything else by its own id. */
const goalId = ({
  properties,
  source,
  messageId,
}: Pick<SendTrigger, 'properties' | 'source' | 'messageId'>): string => {
  const { order_id: order } = properties;
  return typeof order === 'string' || typeof order === 'number'
    ? digest('goal', 'order', String(order))
    : digest('goal', source, messageId);
};

export const goalOf = (applied: AppliedEvent): Goal => ({
  id: goalId(applied),
  at: applied.at,
  ...(applied.worth === undefined ? {} : { worth: applied.worth }),
});

/**
 * Does the event reach the campaign's goal for this entry? Whoever entered has from the entry on, not from the mail on,
 * for the held out get none. What began the entry is no goal of it. The arm is not asked.
 */
export const isGoalOf = (row: Send, { goal }: Pick<Campaign, 'goal'>, applied: AppliedEvent): boolean => {
  if (goal === undefined || applied.name !== goal.did) return false;
  const after = applied.at - row.trigger.at;
  return after >= 0 && after <= goal.withinMs && goalId(applied) !== goalId(row.trigger);
};

/**
 * The row with one more goal, or undefined where it says nothing new. Of two reports of one order the earlier counts,
 * and the first goals are kept: the same reports in any order leave the same row.
 */
export const withGoal = (row: Send, goal: Goal): Send | undefined => {
  const known = row.goals ?? [];
  const same = known.find(({ id }) => id === goal.id);
  if (same !== undefined && compare(same, goal) <= 0) return undefined;
  const goals = [...known.filter((other) => other !== same), goal].sort(compare).slice(0, GOALS_KEPT);
  return goals.includes(goal) ? { ...row, revision: row.revision + 1, goals } : undefined;
};

const compare = (a: Goal, b: Goal): number =>
  a.at - b.at || (a.worth ?? 0) - (b.worth ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
