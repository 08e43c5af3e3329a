import { describe, expect, it } from 'vitest';
import { memoryBroadcasts } from '../../../lambdas/adapters/memory/memory-broadcasts.ts';
import { memoryProfilePages } from '../../../lambdas/adapters/memory/memory-profile-pages.ts';
import { holdOfRun } from '../../../lambdas/core/send/hold.ts';
import { runBroadcasts } from '../../../lambdas/run-broadcast/run-broadcast.ts';
import { type Answer, broadcastDesk } from '../../../tools/sending/broadcast-desk.ts';
import { aWorldOf, saleBook as book } from '../../builders/broadcast.ts';
import { DAY_MS, HOUR_MS } from '../../builders/campaign.ts';
import { NOON } from '../../builders/profile.ts';
import { aFixedRandom } from '../../builders/virtual-time.ts';

const PEOPLE = 20;

/** Twenty people who have agreed, in pages of ten; the desk beside the function that it writes to. */
const aShop = async () => {
  const world = await aWorldOf(PEOPLE);
  const broadcasts = memoryBroadcasts();
  const { clock, metrics, consents, holds } = world;
  const desk = broadcastDesk({ book, broadcasts, holds, clock, random: aFixedRandom() });
  const pages = memoryProfilePages(world.profiles.states, 10);
  const shared = { book, broadcasts, clock, metrics, consents, ledger: world.rows };
  const run = runBroadcasts({ ...shared, pages });
  /** One page further, and no more. */
  const runOnePage = async () => {
    let asked = 0;
    const onePage = {
      page: async (position: string | undefined) => {
        asked += 1;
        if (asked > 1) throw new Error('the minute is over');
        return pages.page(position);
      },
    };
    await runBroadcasts({ ...shared, pages: onePage })().catch(() => undefined);
  };
  const count = async (when: Parameters<typeof desk.count>[1] = 'now') => {
    await desk.count('sale', when, 'ada');
    await run();
  };
  const mailsEach = () => [...Map.groupBy(world.mails, ({ to }) => to).values()].map(({ length }) => length);
  const latest = () => broadcasts.runs.get('sale') ?? expect.fail('no broadcast');
  return { world, desk, broadcasts, run, runOnePage, count, mailsEach, latest };
};
const why = (answer: Answer): string => (answer.kind === 'refused' ? answer.why : 'done');
const each = (mails: number) => Array<number>(PEOPLE).fill(mails);

describe('a broadcast that was stopped', () => {
  it('goes on where it was, and mails nobody twice, though it was counted again meanwhile', async () => {
    const { world, desk, run, runOnePage, count, mailsEach, latest } = await aShop();
    await count();
    await desk.start('sale');
    await runOnePage();
    await world.runUntil(NOON + 5 * 60_000);
    expect(world.mails).toHaveLength(10);
    await desk.stop('sale', 'ada');
    await count();
    await world.runUntil(NOON + HOUR_MS);
    expect(world.mails).toHaveLength(10);

    expect(why(await desk.resume('sale', 'ben'))).toBe('done');
    expect(latest()).toMatchObject({ state: 'running', read: 10, reachable: 10 });
    await run();
    await world.runUntil(NOON + 2 * HOUR_MS);
    expect(mailsEach()).toEqual(each(1));
    expect(latest()).toMatchObject({ state: 'done', read: PEOPLE, reachable: PEOPLE });
  });

  it('with all its rows in the ledger lets them go when it is resumed', async () => {
    const { world, desk, run, count, mailsEach, latest } = await aShop();
    await count({ local: '2026-01-13 18:00' });
    await desk.start('sale');
    await run();
    await desk.stop('sale', 'ada');
    await world.runUntil(NOON + 7 * HOUR_MS);
    expect(world.mails).toEqual([]);
    await desk.resume('sale', 'ben');
    expect(latest()).toMatchObject({ state: 'done', read: PEOPLE });
    await world.runUntil(NOON + 8 * HOUR_MS);
    expect(mailsEach()).toEqual(each(1));
  });

  it('killed while it is resumed mails nobody until somebody resumes it again', async () => {
    const { world, desk, run, count, mailsEach } = await aShop();
    await count();
    await desk.start('sale');
    await run();
    await desk.stop('sale', 'ada');
    const { put } = world.holds;
    world.holds.put = async () => Promise.reject(new Error('killed'));
    await expect(desk.resume('sale', 'ben')).rejects.toThrow('killed');
    world.holds.put = put;
    await world.runUntil(NOON + HOUR_MS);
    expect(world.mails).toEqual([]);
    expect(why(await desk.resume('sale', 'ben'))).toBe('done');
    await world.runUntil(NOON + 2 * HOUR_MS);
    expect(mailsEach()).toEqual(each(1));
    expect(why(await desk.resume('sale', 'ben'))).toBe('sale is done: only what was stopped can be resumed.');
  });

  it('is not resumed when its mails are of use to nobody any more', async () => {
    const { world, desk, run, count } = await aShop();
    await count();
    await desk.start('sale');
    await run();
    await desk.stop('sale', 'ada');
    await world.runUntil(NOON + DAY_MS + HOUR_MS);
    expect(why(await desk.resume('sale', 'ben'))).toContain('longer ago than sale’s maxAge: nobody would get one.');
  });

  it.each([
    ['nothing', async () => {}, 'sale was never started.'],
    ['a mere count', async ({ count }: Awaited<ReturnType<typeof aShop>>) => count(), 'sale was never started.'],
  ])('is more than %s', async (_case, act, sentence) => {
    const shop = await aShop();
    await act(shop);
    expect(why(await shop.desk.resume('sale', 'ben'))).toBe(sentence);
  });
});

describe('stopping', () => {
  it('reaches the rows of an earlier run that was counted over', async () => {
    const { world, desk, run, count, latest } = await aShop();
    await count({ local: '2026-01-14 09:00' });
    await desk.start('sale');
    await run();
    await count();
    expect(latest()).toMatchObject({ state: 'counted', earlier: [{ state: 'done', reachable: PEOPLE }] });
    expect(await desk.stop('sale', 'ada')).toMatchObject({ broadcast: { earlier: [{ state: 'stopped' }] } });
    await world.runUntil(NOON + 3 * DAY_MS);
    expect(world.mails).toEqual([]);
  });

  it('is done, however often the run writes itself down meanwhile', async () => {
    const { world, desk, count, broadcasts, latest } = await aShop();
    await count();
    await desk.start('sale');
    const { put } = world.holds;
    let writes = 0;
    world.holds.put = async (hold) => {
      await put(hold);
      writes += 1;
      if (writes <= 5) await broadcasts.save({ ...latest(), revision: latest().revision + 1 });
    };
    expect(why(await desk.stop('sale', 'ada'))).toBe('done');
    expect(latest()).toMatchObject({ state: 'stopped' });
    expect(world.holds.holds.has(holdOfRun(latest().runId))).toBe(true);
  });
});

describe('another run', () => {
  it('mails people again only where somebody says so', async () => {
    const { world, desk, run, count, mailsEach } = await aShop();
    await count();
    await desk.start('sale');
    await run();
    await world.runUntil(NOON + HOUR_MS);
    await count();
    expect(why(await desk.start('sale'))).toBe(
      'sale was mailed before (of 2026-01-13T12:00Z by ada, to 20 addresses, done): --again mails everybody, those too who got it then.',
    );
    expect(await desk.start('sale', { again: true })).toMatchObject({ broadcast: { state: 'running' } });
    await run();
    await world.runUntil(NOON + DAY_MS);
    expect(mailsEach()).toEqual(each(2));
  });

  it('after a stop is offered the going on', async () => {
    const { desk, runOnePage, count } = await aShop();
    await count();
    await desk.start('sale');
    await runOnePage();
    await desk.stop('sale', 'ada');
    await count();
    expect(why(await desk.start('sale'))).toContain('--resume goes on with the one that was stopped');
  });
});
