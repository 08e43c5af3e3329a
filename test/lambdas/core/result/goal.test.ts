import { describe, expect, it } from 'vitest';
import { type Goal, goalOf, isGoalOf, withGoal } from '../../../../lambdas/core/result/goal.ts';
import { aCampaign, aReceipt, DAY_MS, HOUR_MS } from '../../../builders/campaign.ts';
import { anApplied, NOON } from '../../../builders/profile.ts';
import { aSend } from '../../../builders/send.ts';

const campaign = aCampaign({ goal: { did: 'Order Completed', withinMs: 5 * DAY_MS } });
const order = (after: number, given: Parameters<typeof anApplied>[1] = {}) =>
  anApplied('Order Completed', {
    at: NOON + after,
    messageId: 'o-1',
    properties: { order_id: '1' },
    worth: 300,
    ...given,
  });
const goal = (given: Partial<Goal> = {}): Goal => ({ id: 'one', at: NOON, worth: 100, ...given });

describe('a goal', () => {
  it.each([
    ['within its time', HOUR_MS, true],
    ['at the entry’s own instant', 0, true],
    ['at the last instant of its time', 5 * DAY_MS, true],
    ['after its time', 5 * DAY_MS + 1, false],
    ['before the entry', -1, false],
  ])('%s', (_case, after, counts) => {
    for (const arm of ['treated', 'holdout', 'global_holdout'] as const)
      expect(isGoalOf(aSend({ arm }), campaign, order(after))).toBe(counts);
  });

  it('is the campaign’s own, and no other event', () => {
    expect(isGoalOf(aSend(), campaign, anApplied('Product Viewed', { at: NOON + 1 }))).toBe(false);
    expect(isGoalOf(aSend(), aCampaign(), order(1))).toBe(false);
  });

  it('is never what began the entry, however often that is reported', () => {
    const receipt = aReceipt({ goal: { did: 'Order Completed', withinMs: DAY_MS } });
    const { name: event, ...trigger } = order(0);
    const row = aSend({ campaign: receipt.name, trigger: { event, ...trigger } });
    expect(isGoalOf(row, receipt, order(0))).toBe(false);
    expect(isGoalOf(row, receipt, order(10, { messageId: 'o-2', source: 'back end' }))).toBe(false);
    expect(isGoalOf(row, receipt, order(10, { messageId: 'o-3', properties: { order_id: '2' } }))).toBe(true);
  });

  it('that is an order is one, whoever reports it; anything else is one an event', () => {
    expect(goalOf(order(0)).id).toBe(goalOf(order(9, { messageId: 'o-2', source: 'back end' })).id);
    expect(goalOf(order(0)).id).not.toBe(goalOf(order(0, { properties: { order_id: '2' } })).id);
    const [one, other] = [anApplied('Subscribed', { messageId: 'a' }), anApplied('Subscribed', { messageId: 'b' })];
    expect(goalOf(one).id).not.toBe(goalOf(other).id);
    expect(goalOf(order(0))).toMatchObject({ at: NOON, worth: 300 });
  });
});

describe('a row', () => {
  it('takes each goal once, by its earliest report, in whatever order they come', () => {
    const [early, late, other] = [goal(), goal({ at: NOON + 1, worth: 90 }), goal({ id: 'two', at: NOON - 1 })];
    const add = (goals: readonly Goal[]) => goals.reduce((row, one) => withGoal(row, one) ?? row, aSend()).goals;
    expect(add([early, late, other])).toEqual([other, early]);
    expect(add([late, other, early, late])).toEqual([other, early]);
    expect(withGoal(aSend({ goals: [early] }), late)).toBeUndefined();
    expect(withGoal(aSend({ goals: [early] }), early)).toBeUndefined();
  });

  it('takes fifty goals and no more', () => {
    const goals = Array.from({ length: 60 }, (_, index) => goal({ id: `g-${index}`, at: NOON + index }));
    const row = goals.reduce((known, one) => withGoal(known, one) ?? known, aSend());
    expect(row.goals).toHaveLength(50);
    expect(row.revision).toBe(51);
  });
});
