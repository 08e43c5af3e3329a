import { describe, expect, it } from 'vitest';
import type { Merge } from '../../lambdas/core/identity/identity-graph.ts';
import type { ProfileChange } from '../../lambdas/ports/profile-store.ts';
import { anIdentity, NOON } from '../builders/profile.ts';
import { numbered, ODD_TEXT } from './odd-values.ts';
import { ada, bob, chunk, chunkKey, eve, losersOf, merge, put } from './profile-changes.ts';
import type { ProfileStoreWorld } from './profile-store.contract.ts';

/** What every `ProfileStore` promises of the audit trail of merges. */
export const describeProfileMerges = (name: string, makeWorld: () => Promise<ProfileStoreWorld>): void => {
  describe(`profiles ${name}: merges`, () => {
    it('are given as they were told: when, by which event, between whom, at which versions', async () => {
      const { profiles } = await makeWorld();
      const told: Merge = {
        winner: ada,
        loser: bob,
        at: NOON + 1,
        by: `shop:${ODD_TEXT.toWellFormed()}`,
        between: [eve, bob],
        winnerVersion: 3,
        loserVersion: 0,
      };
      await profiles.commit([{ kind: 'merge', ...told }]);
      expect(await profiles.mergesInto(ada)).toStrictEqual([told]);
    });

    it('are of this very profile: neither of whom it was merged into, nor of whoever comes next', async () => {
      const { profiles } = await makeWorld();
      await profiles.commit([merge(ada, bob), put(ada, 0), chunk(chunkKey(ada, '1.0'))]);
      await profiles.commit([merge(eve, ada)]);
      expect(await losersOf(profiles, ada)).toEqual([bob]);
      expect(await losersOf(profiles, eve)).toEqual([ada]);
      expect(await losersOf(profiles, bob)).toEqual([]);
    });

    it('are as many as there were, in the order of the losers’ ids', async () => {
      const { profiles } = await makeWorld();
      const losers = numbered(120).map((value) => anIdentity(value));
      const told = losers.map((loser): ProfileChange => merge(ada, loser, { by: `shop:${'m'.repeat(20_000)}` }));
      // Together more than a page of any answer.
      for (const change of told) expect(await profiles.commit([change])).toBe('committed');
      expect(await losersOf(profiles, ada)).toEqual([...losers].sort());
    });

    it('of one pair are one: the latest stands', async () => {
      const { profiles } = await makeWorld();
      for (const by of ['shop:first', 'shop:second'])
        expect(await profiles.commit([merge(ada, bob, { by })])).toBe('committed');
      expect((await profiles.mergesInto(ada)).map(({ by }) => by)).toEqual(['shop:second']);
    });

    it('leave no trace where their write met a conflict', async () => {
      const { profiles } = await makeWorld();
      expect(await profiles.commit([put(ada, 7), merge(ada, bob)])).toBe('conflict');
      expect(await profiles.mergesInto(ada)).toEqual([]);
    });
  });
};
