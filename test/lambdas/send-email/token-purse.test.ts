import { describe, expect, it } from 'vitest';
import { memorySendTokens } from '../../../lambdas/adapters/memory/memory-send-tokens.ts';
import type { SendQuota } from '../../../lambdas/core/send/send-rate.ts';
import { type Leave, tokenPurse } from '../../../lambdas/send-email/token-purse.ts';
import { virtualTime } from '../../../tools/prove/virtual-time.ts';

const clock = { now: () => 5_000, sleep: async () => {} };
const quotas = { read: async () => undefined };
const refusing = { take: async () => Promise.reject(new Error('the table is away')) };
const granting = { take: async ({ wanted }: { readonly wanted: number }) => wanted };

/** Lets other work go on `ticks` times first. */
const after = async (ticks: number): Promise<void> => {
  for (let tick = 0; tick < ticks; tick += 1) await undefined;
};

describe('a mail that asks for its token', () => {
  it('is answered whenever it asks, also while the line before it is just done', async () => {
    const leave = tokenPurse({ quotas, tokens: granting, clock });
    const asked = Array.from({ length: 40 }, async (_, ticks) => {
      await after(ticks);
      return leave(false);
    });
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['granted']));
  });

  it('is told where tokens cannot be had, and the next one asks anew', async () => {
    const limited = { read: async () => ({ perSecond: 10, perDay: 1_000, sentLastDay: 0 }) };
    const leave = tokenPurse({ quotas: limited, tokens: refusing, clock });
    const asked = Array.from({ length: 20 }, async (_, ticks) => {
      await after(ticks);
      return leave(true).catch((error: Error) => error.message);
    });
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['the table is away']));
  });
});

describe('mails under an account’s quota', () => {
  const START = 5_000_000;
  const quota: SendQuota = { perSecond: 10, perDay: 1_000, sentLastDay: 0 };

  /** Senders that share the account's tokens, each mail asking at once: which leave each got, and in which second. */
  const ask = async (given: SendQuota | undefined, mails: readonly boolean[][]) => {
    const [time, tokens] = [virtualTime(START), memorySendTokens()];
    let calls = 0;
    const counting = {
      take: (asked: Parameters<typeof tokens.take>[0]) => {
        calls += 1;
        return tokens.take(asked);
      },
    };
    const got: { readonly transactional: boolean; readonly leave: Leave; readonly second: number }[] = [];
    for (const ofSender of mails) {
      const leave = tokenPurse({ quotas: { read: async () => given }, tokens: counting, clock: time });
      for (const transactional of ofSender)
        void leave(transactional).then((each) =>
          got.push({ transactional, leave: each, second: (time.now() - START) / 1_000 }),
        );
    }
    const asked = mails.flat().length;
    await time.run(() => got.length === asked);
    expect(got).toHaveLength(asked);
    const count = (wanted: Partial<(typeof got)[number]>): number =>
      got.filter((each) => Object.entries(wanted).every(([name, value]) => each[name as keyof typeof each] === value))
        .length;
    return { count, calls };
  };
  const marketing = (count: number) => Array.from({ length: count }, () => false);
  const transactional = (count: number) => Array.from({ length: count }, () => true);

  it('leave as many a second as it allows, the others in the seconds after, one call a second', async () => {
    const { count, calls } = await ask(quota, [transactional(25)]);
    expect([0, 1, 2].map((second) => count({ second }))).toEqual([10, 10, 5]);
    expect([count({ leave: 'granted' }), count({ leave: 'granted_later' })]).toEqual([10, 15]);
    expect(calls).toBe(3);
  });

  it('share it, whoever sends', async () => {
    const { count } = await ask(quota, [transactional(12), transactional(12), transactional(6)]);
    expect([0, 1, 2].map((second) => count({ second }))).toEqual([10, 10, 10]);
  });

  it('leave a fifth of each second to transactional mail', async () => {
    const { count } = await ask(quota, [marketing(30), transactional(2)]);
    expect(count({ transactional: true, leave: 'granted' })).toBe(2);
    expect([0, 1, 2, 3].map((second) => count({ transactional: false, second }))).toEqual([8, 8, 8, 6]);
  });

  it('wait for a second that is near, and else leave it to the ledger', async () => {
    const ofMarketing = await ask(quota, [marketing(60)]);
    expect([ofMarketing.count({ leave: 'none' }), ofMarketing.count({ second: 5 })]).toEqual([12, 8]);
    const ofOrders = await ask(quota, [transactional(200)]);
    expect([ofOrders.count({ leave: 'none' }), ofOrders.count({ second: 15 })]).toEqual([40, 10]);
  });

  it('keep a tenth of the day for transactional mail', async () => {
    const used = { ...quota, sentLastDay: 900 };
    const { count } = await ask(used, [marketing(3), transactional(3)]);
    expect(count({ transactional: false, leave: 'none' })).toBe(3);
    expect(count({ transactional: true, leave: 'granted' })).toBe(3);
    expect((await ask({ ...used, sentLastDay: 899 }, [marketing(3)])).count({ leave: 'granted' })).toBe(3);
  });

  it('go one a second where SES allows less than that', async () => {
    const { count } = await ask({ perSecond: 0.2, sentLastDay: 0 }, [marketing(2)]);
    expect([0, 1].map((second) => count({ second }))).toEqual([1, 1]);
  });

  it('all go at once, and ask nobody, where SES says nothing', async () => {
    const { count, calls } = await ask(undefined, [marketing(500)]);
    expect([count({ leave: 'granted' }), calls]).toEqual([500, 0]);
  });
});
