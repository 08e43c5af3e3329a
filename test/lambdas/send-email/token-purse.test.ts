import { describe, expect, it } from 'vitest';
import { tokenPurse } from '../../../lambdas/send-email/token-purse.ts';

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
