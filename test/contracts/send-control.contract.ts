import { describe, expect, it } from 'vitest';
import type { Broadcast } from '../../lambdas/core/send/broadcast.ts';
import type { Broadcasts } from '../../lambdas/ports/broadcasts.ts';
import type { SendTokens } from '../../lambdas/ports/send-rate.ts';
import { NOON } from '../builders/profile.ts';

export interface SendControlWorld {
  readonly tokens: SendTokens;
  readonly broadcasts: Broadcasts;
}

const limit = { total: 10, marketing: 8 };
const asked = (wanted: number, transactional = false, second = 1_000) => ({ second, transactional, wanted, limit });
const aBroadcast = (given: Partial<Broadcast> = {}): Broadcast => ({
  ...{ campaign: 'sale', runId: 'run-1', revision: 1, time: { at: NOON }, state: 'counting', by: 'ada' },
  ...{ startedAt: NOON, read: 0, members: 0, reachable: 0 },
  ...given,
});

/** What every `SendTokens` and every `Broadcasts` promises. */
export const describeSendControlContract = (name: string, makeWorld: () => Promise<SendControlWorld>): void => {
  describe(`send tokens ${name}`, () => {
    it('are as many as wanted, then as many as are left, then none', async () => {
      const { tokens } = await makeWorld();
      expect(await tokens.take(asked(6, true))).toBe(6);
      expect(await tokens.take(asked(6, true))).toBe(4);
      expect(await tokens.take(asked(1, true))).toBe(0);
    });

    it('keep a share from marketing mail, and nothing from transactional', async () => {
      const { tokens } = await makeWorld();
      expect(await tokens.take(asked(20))).toBe(8);
      expect(await tokens.take(asked(1))).toBe(0);
      expect(await tokens.take(asked(5, true))).toBe(2);
    });

    it('are none of marketing’s where others have taken all, or there is no share', async () => {
      const { tokens } = await makeWorld();
      expect(await tokens.take(asked(9, true))).toBe(9);
      expect(await tokens.take(asked(5))).toBe(1);
      expect(await tokens.take({ ...asked(5, false, 2_000), limit: { total: 10, marketing: 0 } })).toBe(0);
    });

    it('begin anew each second', async () => {
      const { tokens } = await makeWorld();
      expect(await tokens.take(asked(10, true))).toBe(10);
      expect(await tokens.take(asked(10, true, 1_001))).toBe(10);
    });

    it('are never more than the limit, however many ask at once', async () => {
      const { tokens } = await makeWorld();
      const taken = await Promise.all(Array.from({ length: 20 }, (_, index) => tokens.take(asked(3, index % 2 === 0))));
      expect(taken.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(10);
      expect(Math.max(...taken)).toBe(3);
    });
  });

  describe(`broadcasts ${name}`, () => {
    it('are none at first, and one a campaign', async () => {
      const { broadcasts } = await makeWorld();
      expect(await broadcasts.list()).toEqual([]);
      expect(await broadcasts.save(aBroadcast())).toBe('saved');
      expect(await broadcasts.save(aBroadcast({ campaign: 'news', time: { local: '2026-12-01 09:00' } }))).toBe(
        'saved',
      );
      expect(await broadcasts.save(aBroadcast({ revision: 2, state: 'running', position: 'here' }))).toBe('saved');
      const found = [...(await broadcasts.list())].sort((a, b) => (a.campaign < b.campaign ? -1 : 1));
      expect(found).toEqual([
        aBroadcast({ campaign: 'news', time: { local: '2026-12-01 09:00' } }),
        aBroadcast({ revision: 2, state: 'running', position: 'here' }),
      ]);
    });

    it('are written under the revision that was read, by one alone', async () => {
      const { broadcasts } = await makeWorld();
      await broadcasts.save(aBroadcast());
      expect(await broadcasts.save(aBroadcast())).toBe('conflict');
      expect(await broadcasts.save(aBroadcast({ revision: 3 }))).toBe('conflict');
      const both = await Promise.all([2, 2].map((revision) => broadcasts.save(aBroadcast({ revision }))));
      expect(both.sort()).toEqual(['conflict', 'saved']);
    });
  });
};
