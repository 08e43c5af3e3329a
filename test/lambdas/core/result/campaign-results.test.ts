import { describe, expect, it } from 'vitest';
import { resultsOf } from '../../../../lambdas/core/result/campaign-results.ts';
import type { Send } from '../../../../lambdas/core/send/send.ts';
import { aBook, aCampaign, aStep, DAY_MS, HOUR_MS } from '../../../builders/campaign.ts';
import { NOON } from '../../../builders/profile.ts';
import { aSend } from '../../../builders/send.ts';

const campaign = aCampaign({
  goal: { did: 'Order Completed', withinMs: DAY_MS },
  steps: [aStep(), aStep({ id: 'last-call' })],
});
const results = (...rows: readonly Send[]) => resultsOf(aBook([campaign]), rows)[0]?.arms;
let entries = 0;
/** A new entry's row, with something in its history besides the plan. */
const entry = (given: Partial<Send> = {}): Send => {
  entries += 1;
  return aSend({ entryKey: `cart:${entries}`, ...given });
};
const heldOut = (given: Partial<Send> = {}): Send =>
  entry({ arm: 'holdout', state: 'skipped', reason: 'holdout', ...given });
const goal = { id: 'order-1', at: NOON + HOUR_MS, worth: 300_000 };
const none = { mailed: 0, delivered: 0, opened: 0, clicked: 0, goals: 0, revenue: 0 };

describe('results by arm', () => {
  it('count both arms alike: entries, and goals that came after them', () => {
    expect(results(entry({ goals: [goal] }), heldOut({ goals: [{ ...goal, id: 'order-2', worth: 100_000 }] }))).toEqual(
      [
        { arm: 'treated', entries: 1, ...none, goals: 1, revenue: 300_000 },
        { arm: 'holdout', entries: 1, ...none, goals: 1, revenue: 100_000 },
      ],
    );
  });

  it('count entries of the treated whatever became of their mail, for nobody knows what became of the others’', () => {
    const planned = { state: 'planned', at: NOON } as const;
    const later = (state: Send['state'], reason?: Send['reason']) =>
      entry({ state, ...(reason && { reason }), history: [planned, { state, at: NOON + 1 }] });
    expect(results(later('skipped', 'exited'), later('expired', 'too_late'), later('parked'), later('sent'))).toEqual([
      { arm: 'treated', entries: 4, ...none, mailed: 1 },
    ]);
  });

  it.each(['treated', 'holdout', 'global_holdout'] as const)('leave out whom the decision turned away (%s)', (arm) => {
    expect(results(entry({ arm, state: 'skipped', reason: 'too_late' }))).toBeUndefined();
  });

  it('count an entry with two steps once, and as far as any of its mails went', () => {
    const first = entry({ state: 'delivered', deliveredAt: NOON });
    const click = { id: 'c', kind: 'click', at: NOON + HOUR_MS, link: '1' } as const;
    const second = aSend({ ...first, sendId: aSend({ step: 'x' }).sendId, step: 'last-call', notes: [click] });
    expect(results(first, second)).toEqual([
      { arm: 'treated', entries: 1, ...none, mailed: 1, delivered: 1, opened: 1, clicked: 1 },
    ]);
  });

  it('count neither opens nor clicks of machines', () => {
    const notes = [
      { id: 'a', kind: 'open', at: NOON + HOUR_MS, agent: 'proxy' },
      { id: 'b', kind: 'click', at: NOON + HOUR_MS, link: '1', agent: 'bot' },
    ] as const;
    expect(results(entry({ state: 'delivered', deliveredAt: NOON, notes }))).toEqual([
      { arm: 'treated', entries: 1, ...none, mailed: 1, delivered: 1 },
    ]);
  });

  it('count an order after two entries once: for the last entry before it', () => {
    const early = entry({ goals: [goal] });
    const late = heldOut({ trigger: { ...early.trigger, at: NOON + 1 }, goals: [goal] });
    for (const rows of [
      [early, late],
      [late, early],
    ])
      expect(results(...rows)).toEqual([
        { arm: 'treated', entries: 1, ...none },
        { arm: 'holdout', entries: 1, ...none, goals: 1, revenue: 300_000 },
      ]);
  });
});
