import { describe, expect, it } from 'vitest';
import type { CampaignBook } from '../../../lambdas/core/campaign/campaign.ts';
import { resultsOf } from '../../../lambdas/core/result/campaign-results.ts';
import { aBook, aCampaign, aWelcome, DAY_MS, HOUR_MS } from '../../builders/campaign.ts';
import { aCart, anApplied, anIdentity, aProfile, NOON } from '../../builders/profile.ts';
import { aSendingWorld, type SendingWorld } from '../../builders/sending-world.ts';

const MINUTE = 60_000;
const shopper = aProfile({ cart: aCart() });
const goal = { did: 'Order Completed', withinMs: DAY_MS };
const cartBook = (holdout = 0): CampaignBook => aBook([aCampaign({ goal, holdout })]);
const order = (id: string, after: number, given: Parameters<typeof anApplied>[1] = {}) =>
  anApplied('Order Completed', {
    ...{ messageId: `o-${id}`, at: NOON + after, properties: { order_id: id }, worth: 420_000 },
    ...given,
  });
const rowsOf = (world: SendingWorld) => [...world.rows.rows.values()];
const goalsOf = (world: SendingWorld) => rowsOf(world).map(({ goals = [] }) => goals.map(({ at }) => at - NOON));

describe('a goal that a person reached', () => {
  it.each([
    ['treated', 0],
    ['holdout', 1],
  ])('is written to the entry that it came after: %s', async (arm, holdout) => {
    const world = aSendingWorld({ book: cartBook(holdout) });
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    await world.decide(await world.putProfile(shopper, [order('1', HOUR_MS)]));
    expect(rowsOf(world)).toMatchObject([{ arm, goals: [{ at: NOON + HOUR_MS, worth: 420_000 }] }]);
    expect(world.metrics.totalOf('CampaignEntries', { Arm: arm })).toBe(1);
    expect(world.metrics.totalOf('CampaignGoals', { Campaign: 'cart-abandoned', Arm: arm })).toBe(1);
    expect(world.metrics.totalOf('CampaignRevenue', { Campaign: 'cart-abandoned', Arm: arm })).toBe(42);
  });

  it('is written once, however often its record or its order is reported', async () => {
    const world = aSendingWorld({ book: cartBook() });
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    const again = await world.putProfile(shopper, [order('1', MINUTE)]);
    await world.decide(again);
    await world.decide(again);
    await world.decide(
      await world.putProfile(shopper, [order('1', 2 * MINUTE, { messageId: 'b', source: 'back end' })]),
    );
    expect(goalsOf(world)).toEqual([[MINUTE]]);
    expect(world.metrics.total('CampaignGoals')).toBe(1);
  });

  it('is written although the index does not show its entry yet', async () => {
    const world = aSendingWorld({ book: cartBook() });
    world.rows.ofProfile = async () => [];
    const [entry, reached] = [
      await world.putProfile(shopper, [anApplied()]),
      await world.putProfile(shopper, [order('1', MINUTE)]),
    ];
    await world.decide({ Records: [...entry.Records, ...reached.Records] });
    expect(goalsOf(world)).toEqual([[MINUTE]]);
  });

  it('is written to the entry of the same write', async () => {
    const world = aSendingWorld({ book: cartBook() });
    await world.decide(await world.putProfile(shopper, [anApplied(), order('1', MINUTE)]));
    expect(goalsOf(world)).toEqual([[MINUTE]]);
  });

  it.each([
    ['before it', -1],
    ['too long after it', DAY_MS + 1],
  ])('is not written to an entry where it came %s', async (_case, after) => {
    const world = aSendingWorld({ book: cartBook() });
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    await world.decide(await world.putProfile(shopper, [order('1', after)]));
    expect(goalsOf(world)).toEqual([[]]);
  });

  it('is not written where the decision turned the person away', async () => {
    const world = aSendingWorld({ book: cartBook() });
    world.at(NOON + 4 * DAY_MS);
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    await world.decide(await world.putProfile(shopper, [order('1', HOUR_MS)]));
    expect(rowsOf(world)).toMatchObject([{ reason: 'too_late' }]);
    expect(goalsOf(world)).toEqual([[]]);
  });

  it('is written to entries of every campaign that has it, and of the profiles that became this one', async () => {
    const browsed = aCampaign({
      name: 'browsed',
      trigger: { event: 'Product Viewed' },
      entry: { oncePer: 'day' },
      goal,
    });
    const world = aSendingWorld({ book: aBook([aCampaign({ goal }), browsed, aWelcome()]) });
    const visitor = aProfile({ id: anIdentity('device', 'anonymous'), email: null });
    await world.decide(await world.putProfile(visitor, [anApplied('Product Viewed')]));
    const merged = { ...shopper, formerIds: [visitor.id] };
    await world.decide(await world.putProfile(merged, [anApplied()]));
    await world.decide(await world.putProfile(merged, [order('1', MINUTE), order('2', HOUR_MS)]));
    expect(goalsOf(world)).toEqual([
      [MINUTE, HOUR_MS],
      [MINUTE, HOUR_MS],
    ]);
    const results = resultsOf(aBook([aCampaign({ goal }), browsed]), rowsOf(world));
    expect(results.map(({ campaign, arms }) => [campaign, arms[0]?.goals, arms[0]?.revenue])).toEqual([
      ['browsed', 2, 840_000],
      ['cart-abandoned', 2, 840_000],
    ]);
  });

  it('is written past others who change the row meanwhile', async () => {
    const world = aSendingWorld({ book: cartBook() });
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    let races = 3;
    world.hooks.beforeWrite = async ({ sendId }) => {
      if (races-- > 0) await world.rows.write({ ...world.row(sendId), revision: world.row(sendId).revision + 1 });
    };
    await world.decide(await world.putProfile(shopper, [order('1', MINUTE)]));
    expect(goalsOf(world)).toEqual([[MINUTE]]);
  });

  it('comes again where it cannot be written', async () => {
    const world = aSendingWorld({ book: cartBook() });
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    world.hooks.beforeWrite = () => {
      throw new Error('down');
    };
    const { batchItemFailures } = await world.decide(await world.putProfile(shopper, [order('1', MINUTE)]));
    expect(batchItemFailures).toHaveLength(1);
  });
});
