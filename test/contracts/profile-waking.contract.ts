import { describe, expect, it } from 'vitest';
import type { ProfileId } from '../../lambdas/core/identity/identity.ts';
import type { ProfileState, State } from '../../lambdas/core/profile/profile.ts';
import { WAKE_SHARDS, wakeShardOf } from '../../lambdas/core/segment/wake-shard.ts';
import type { WakingPlace } from '../../lambdas/ports/profile-store.ts';
import { anIdentity } from '../builders/profile.ts';
import { numbered } from './odd-values.ts';
import { ada, bob, put } from './profile-changes.ts';
import type { ProfileStoreWorld } from './profile-store.contract.ts';

const everyShard = Array.from({ length: WAKE_SHARDS }, (_, shard) => shard);

/** All pages of all shards, each shard's in their order. */
const wakingIn = async ({ profiles }: ProfileStoreWorld, until: string, limit = 100): Promise<readonly ProfileId[]> => {
  const found: ProfileId[] = [];
  for (const shard of everyShard) {
    let after: WakingPlace | undefined;
    do {
      const page = await profiles.waking(shard, until, limit, after);
      expect(page.ids.length).toBeLessThanOrEqual(limit);
      found.push(...page.ids);
      after = page.next;
    } while (after !== undefined);
  }
  return found;
};

const waking = (id: ProfileId, expected: number, wakeDay?: string) =>
  put(id, expected, { wakeDay } as Partial<ProfileState>);

/** What every store of profiles promises of the index by the day on which time moves a profile next. */
export const describeWakingProfiles = (name: string, makeWorld: () => Promise<ProfileStoreWorld>): void => {
  describe(`profiles ${name}: whom time moves next`, () => {
    it('are those whose day has come, each in its own shard, and nobody without a day', async () => {
      const world = await makeWorld();
      const ids = numbered(40).map((value) => anIdentity(value));
      await world.profiles.commit(ids.map((id, n) => waking(id, 0, n % 4 === 0 ? undefined : `2026-11-2${n % 4}`)));
      expect([...(await wakingIn(world, '2026-11-22'))].sort()).toEqual(
        ids.filter((_, n) => n % 4 === 1 || n % 4 === 2).sort(),
      );
      expect(await wakingIn(world, '2026-11-20')).toEqual([]);
      expect(await wakingIn(world, '2027-01-01')).toHaveLength(30);
      for (const shard of everyShard)
        for (const id of (await world.profiles.waking(shard, '2027-01-01', 100)).ids)
          expect(wakeShardOf(id)).toBe(shard);
    });

    it('come page by page, the earliest day first, each once', async () => {
      const world = await makeWorld();
      const ids = numbered(200)
        .map((value) => anIdentity(value))
        .filter((id) => wakeShardOf(id) === 3)
        .slice(0, 9);
      const dayOf = (n: number): string => `2026-11-0${1 + ((n * 7) % 9)}`;
      await world.profiles.commit(ids.map((id, n) => waking(id, 0, dayOf(n))));
      const expected = ids
        .map((id, n) => ({ id, day: dayOf(n) }))
        .sort((a, b) => (a.day < b.day ? -1 : 1))
        .map(({ id }) => id);
      for (const limit of [1, 2, 4, 9, 100]) expect(await wakingIn(world, '2026-11-30', limit)).toEqual(expected);
      const first = await world.profiles.waking(3, '2026-11-30', 4);
      expect(first).toStrictEqual({ ids: expected.slice(0, 4), next: { id: expected[3], day: '2026-11-04' } });
    });

    it('of one day come each once too, however they are cut into pages', async () => {
      const world = await makeWorld();
      const ids = numbered(20).map((value) => anIdentity(value));
      await world.profiles.commit(ids.map((id) => waking(id, 0, '2026-11-24')));
      for (const limit of [1, 3, 100])
        expect([...(await wakingIn(world, '2026-11-24', limit))].sort()).toEqual([...ids].sort());
    });

    it('follow their latest write: to another day, out of the index, and back', async () => {
      const world = await makeWorld();
      let version = 0;
      for (const day of ['2026-11-24', '2026-12-01', undefined, '2026-11-20']) {
        await world.profiles.commit([waking(ada, version, day)]);
        version += 1;
        expect(await wakingIn(world, '2026-11-30')).toEqual(day !== undefined && day <= '2026-11-30' ? [ada] : []);
      }
    });

    it.each<State>([
      { kind: 'redirect', version: 2, to: bob },
      { kind: 'tombstone', version: 2, seen: [], chunks: [] },
    ])('are nobody who has become a $kind', async (state) => {
      const world = await makeWorld();
      await world.profiles.commit([waking(ada, 0, '2026-11-24')]);
      expect(await wakingIn(world, '2026-11-30')).toEqual([ada]);
      await world.profiles.commit([{ kind: 'state', id: ada, expected: 1, state }]);
      expect(await wakingIn(world, '2026-11-30')).toEqual([]);
    });

    it('have their day in their state', async () => {
      const { profiles } = await makeWorld();
      await profiles.commit([waking(ada, 0, '2026-11-24')]);
      expect((await profiles.load([ada])).get(ada)).toMatchObject({ wakeDay: '2026-11-24' });
    });
  });
};
