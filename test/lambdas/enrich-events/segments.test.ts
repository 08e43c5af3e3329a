import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anEnricher } from '../../builders/enrich.ts';
import { ARRIVAL, aMessage } from '../../builders/record.ts';
import { aWatch, browsing, lapsed, spender } from '../../builders/segment.ts';

const watch = aWatch([browsing, spender, lapsed]);
const anEnricherOf = () => anEnricher(() => ({ watch, triggers: new Set(['Order Completed', 'Segment Entered']) }));
const DAY_MS = 86_400_000;
const isoAt = (at: number): string => new Date(at).toISOString();

const views = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, n) =>
    aMessage({ messageId: `v-${n}`, event: 'Product Viewed', properties: { product_id: `p-${n}` }, ...more }),
  );
const anOrder = (total: number, more: object = {}) =>
  aMessage({ messageId: `o-${total}`, event: 'Order Completed', properties: { order_id: `${total}`, total }, ...more });
const moves = (applied: readonly { readonly name: string; readonly properties: object }[] = []) =>
  applied.filter(({ name }) => name.startsWith('Segment')).map(({ name, properties }) => ({ name, ...properties }));

describe('a batch that moves somebody', () => {
  it('says so in its own write, and in no later one', async () => {
    const { take, stateOf, profiles } = anEnricherOf();
    await take(views(2));
    expect(moves(stateOf('user', 'u-1')?.applied)).toEqual([]);
    await take([...views(3)].slice(2), 2);
    expect(moves(stateOf('user', 'u-1')?.applied)).toEqual([{ name: 'Segment Entered', segment: 'browsing' }]);
    expect(stateOf('user', 'u-1')?.profile.segments).toEqual({ browsing: { since: ARRIVAL } });
    await take([aMessage({ messageId: 'other' })], 9);
    expect(stateOf('user', 'u-1')?.applied).toEqual([]);
    expect(profiles.commits()).toBe(3);
  });

  it('says it once when it comes again', async () => {
    const { take, stateOf, profiles } = anEnricherOf();
    await take(views(3));
    const told = stateOf('user', 'u-1')?.applied;
    await take(views(3));
    expect(stateOf('user', 'u-1')?.applied).toEqual(told);
    expect(profiles.commits()).toBe(1);
  });

  it('waits for the day on which they leave', async () => {
    const { take, stateOf, profiles } = anEnricherOf();
    await take(views(3));
    expect(stateOf('user', 'u-1')?.wakeDay).toBe('2026-11-26');
    expect(profiles.nextWakeDay()).toBe('2026-11-26');
  });

  it('takes nobody’s word for it', async () => {
    const { take, stateOf } = anEnricherOf();
    await take([aMessage({ event: 'Segment Entered', properties: { segment: 'spender' } })]);
    expect(stateOf('user', 'u-1')?.applied).toEqual([]);
  });
});

describe('what triggers nothing', () => {
  const backfill = { context: { backfill: true } };

  it('moves people without a word: an import of old orders, twice', async () => {
    const { take, stateOf } = anEnricherOf();
    await take([anOrder(500, backfill), ...views(3, backfill)]);
    await take([anOrder(500, backfill), ...views(3, backfill)]);
    expect(stateOf('user', 'u-1')?.applied).toEqual([]);
    expect(Object.keys(stateOf('user', 'u-1')?.profile.segments ?? {})).toEqual(['browsing', 'spender']);
  });

  it.each<[string, readonly object[], readonly string[]]>([
    ['an import that decides it', [...views(2), anOrder(500, backfill)], []],
    ['an event that decides it, after an import', [...views(2, backfill), ...views(3).slice(2)], ['browsing']],
    ['an event that decides it, before an import', [...views(3), anOrder(1, backfill)], ['browsing']],
    ['each its own', [anOrder(500), ...views(3, backfill)], ['spender']],
  ])('is told from what does, in one batch: %s', async (_case, batch, entered) => {
    const world = anEnricherOf();
    const told: string[] = [];
    world.profiles.onWrite(({ after }) => {
      for (const move of moves(JSON.parse(after.applied?.S ?? '[]'))) told.push(String(Object.values(move)[1]));
    });
    await world.take(batch);
    expect(told).toEqual(entered);
  });
});

describe('a merge of two who moved', () => {
  it('moves nobody again', async () => {
    const { take, stateOf } = anEnricherOf();
    await take([anOrder(500, { userId: undefined, anonymousId: 'a-1' })]);
    expect(moves(stateOf('anonymous', 'a-1')?.applied)).toEqual([{ name: 'Segment Entered', segment: 'spender' }]);
    await take([aMessage({ messageId: 'u' })], 1);
    await take([aMessage({ type: 'identify', messageId: 'i', anonymousId: 'a-1', traits: {} })], 2);
    expect(moves(stateOf('user', 'u-1')?.applied)).toEqual([]);
    expect(stateOf('user', 'u-1')?.profile.segments).toEqual({ spender: { since: ARRIVAL } });
  });
});

describe('membership and days', () => {
  const message = fc.record({
    event: fc.constantFrom('Product Viewed', 'Order Completed', 'Door Opened'),
    daysAgo: fc.integer({ min: 0, max: 3 }),
    total: fc.constantFrom(20, 60),
    backfill: fc.boolean(),
  });
  const messages = fc.array(message, { minLength: 1, maxLength: 12 }).map((drawn) =>
    drawn.map(({ event, daysAgo, total, backfill }, n) =>
      aMessage({
        ...{ messageId: `m-${n}`, event, timestamp: isoAt(ARRIVAL - daysAgo * DAY_MS) },
        properties: event === 'Order Completed' ? { order_id: `o-${n}`, total } : { product_id: `p-${n}` },
        ...(backfill ? { context: { backfill } } : {}),
      }),
    ),
  );
  const inSomeOrder = messages.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }),
      fc.integer({ min: 1, max: 5 }),
    ),
  );

  it('are the same in any order, any number of times, in any batches', async () => {
    await fc.assert(
      fc.asyncProperty(inSomeOrder, async ([all, shuffled, size]) => {
        const [straight, mixed] = [anEnricherOf(), anEnricherOf()];
        await straight.take(all);
        for (let from = 0; from < shuffled.length; from += size)
          await mixed.take(shuffled.slice(from, from + size), from);
        const [a, b] = [straight.stateOf('user', 'u-1'), mixed.stateOf('user', 'u-1')];
        expect(b?.profile.segments).toEqual(a?.profile.segments);
        expect(b?.profile.daily).toEqual(a?.profile.daily);
        expect(b?.wakeDay).toBe(a?.wakeDay);
      }),
      { numRuns: 60 },
    );
  });
});
