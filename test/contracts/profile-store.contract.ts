import { describe, expect, it } from 'vitest';
import type { State } from '../../lambdas/core/profile/profile.ts';
import type { ProfileStore, WakingProfiles } from '../../lambdas/ports/profile-store.ts';
import { anIdentity } from '../builders/profile.ts';
import { numbered } from './odd-values.ts';
import { ada, bob, chunkKey, home, put, versionOf } from './profile-changes.ts';
import { describeProfileItems } from './profile-items.contract.ts';
import { describeProfileMerges } from './profile-merges.contract.ts';
import { describeProfileTransactions } from './profile-transactions.contract.ts';
import { describeWakingProfiles } from './profile-waking.contract.ts';

export interface ProfileStoreWorld {
  readonly profiles: ProfileStore & WakingProfiles;
}

/** What every `ProfileStore` promises. */
export const describeProfileStoreContract = (name: string, makeWorld: () => Promise<ProfileStoreWorld>): void => {
  describe(`profiles ${name}: reading`, () => {
    it('leaves out whoever was never seen, and finds nobody for nobody', async () => {
      const { profiles } = await makeWorld();
      await profiles.commit([put(ada, 0)]);
      expect([...(await profiles.load([bob, ada])).keys()]).toEqual([ada]);
      expect(await profiles.load([bob])).toEqual(new Map());
      expect(await profiles.load([])).toEqual(new Map());
      expect(await profiles.loadChunk(chunkKey(ada, '1.0'))).toEqual([]);
      expect(await profiles.profilesAt(home)).toEqual([]);
    });

    it('takes an id that is asked twice as asked once', async () => {
      const { profiles } = await makeWorld();
      await profiles.commit([put(ada, 0)]);
      expect([...(await profiles.load([ada, bob, ada, bob])).keys()]).toEqual([ada]);
    });

    it('finds any number of them', async () => {
      const { profiles } = await makeWorld();
      const ids = numbered(230).map((value) => anIdentity(value));
      for (let from = 0; from < ids.length; from += 100)
        expect(await profiles.commit(ids.slice(from, from + 100).map((id) => put(id, 0)))).toBe('committed');
      const states = await profiles.load([...ids, bob]);
      expect([...states.keys()].sort()).toEqual([...ids].sort());
      for (const [id, state] of states) expect(state.kind === 'profile' && state.profile.id).toBe(id);
    });

    it('gives the latest write, at once', async () => {
      const world = await makeWorld();
      for (let version = 0; version < 20; version += 1) {
        await world.profiles.commit([put(ada, version)]);
        expect(await versionOf(world, ada)).toBe(version + 1);
      }
    });
  });

  describe(`profiles ${name}: a change of one identifier`, () => {
    it('creates it once; who comes second is told', async () => {
      const world = await makeWorld();
      expect(await world.profiles.commit([put(ada, 0)])).toBe('committed');
      expect(await world.profiles.commit([put(ada, 0, { version: 9 })])).toBe('conflict');
      expect(await versionOf(world, ada)).toBe(1);
    });

    it('lets exactly one of many at once create it', async () => {
      const world = await makeWorld();
      const outcomes = await Promise.all(numbered(8).map(() => world.profiles.commit([put(ada, 0)])));
      expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
    });

    it.each<[string, Partial<State>]>([
      ['profile', {}],
      ['redirect', { kind: 'redirect', to: bob }],
      ['tombstone', { kind: 'tombstone', seen: [], chunks: [] }],
    ])('replaces a %s only at the version that was read', async (_kind, state) => {
      const world = await makeWorld();
      expect(await world.profiles.commit([put(ada, 4)])).toBe('conflict');
      await world.profiles.commit([put(ada, 0, { ...state, version: 5 })]);
      for (const expected of [0, 4, 6]) expect(await world.profiles.commit([put(ada, expected)])).toBe('conflict');
      expect(await versionOf(world, ada)).toBe(5);
      expect(await world.profiles.commit([put(ada, 5)])).toBe('committed');
      expect(await versionOf(world, ada)).toBe(6);
    });

    it('holds no trace of the state before', async () => {
      const { profiles } = await makeWorld();
      const redirect: State = { kind: 'redirect', version: 2, to: bob };
      await profiles.commit([put(ada, 0)]);
      await profiles.commit([{ kind: 'state', id: ada, expected: 1, state: redirect }]);
      expect((await profiles.load([ada])).get(ada)).toStrictEqual(redirect);
    });
  });

  describeProfileTransactions(name, makeWorld);
  describeProfileItems(name, makeWorld);
  describeProfileMerges(name, makeWorld);
  describeWakingProfiles(name, makeWorld);
};
