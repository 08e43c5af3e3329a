import { describe, expect, it } from 'vitest';
import type { ProfileChange } from '../../lambdas/ports/profile-store.ts';
import { anIdentity } from '../builders/profile.ts';
import { numbered } from './odd-values.ts';
import { ada, bob, chunk, chunkKey, eve, home, losersOf, merge, put, versionOf } from './profile-changes.ts';
import type { ProfileStoreWorld } from './profile-store.contract.ts';

/** What every `ProfileStore` promises of changes that are committed together. */
export const describeProfileTransactions = (name: string, makeWorld: () => Promise<ProfileStoreWorld>): void => {
  describe(`profiles ${name}: changes together`, () => {
    const together: readonly ProfileChange[] = [
      chunk(chunkKey(ada, '2.0')),
      { kind: 'address', address: home, profileId: ada },
      merge(ada, bob),
    ];
    const traceOf = async ({ profiles }: ProfileStoreWorld) => ({
      chunk: (await profiles.loadChunk(chunkKey(ada, '2.0'))).length,
      at: await profiles.profilesAt(home),
      merged: await losersOf(profiles, ada),
    });

    it('all happen', async () => {
      const world = await makeWorld();
      const changes = [put(ada, 0), put(bob, 0, { kind: 'redirect', to: ada }), ...together];
      expect(await world.profiles.commit(changes)).toBe('committed');
      expect([...(await world.profiles.load([ada, bob])).keys()].sort()).toEqual([ada, bob].sort());
      expect(await traceOf(world)).toEqual({ chunk: 3, at: [ada], merged: [bob] });
    });

    it.each([
      ['first', (bad: ProfileChange, good: readonly ProfileChange[]) => [bad, ...good]],
      ['in the middle', (bad: ProfileChange, good: readonly ProfileChange[]) => [...good, bad, ...together]],
      ['last', (bad: ProfileChange, good: readonly ProfileChange[]) => [...good, ...together, bad]],
    ])('do not happen at all where one version moved on, be it %s', async (_place, order) => {
      const world = await makeWorld();
      await world.profiles.commit([put(eve, 0)]);
      expect(await world.profiles.commit(order(put(eve, 7), [put(ada, 0), put(bob, 0)]))).toBe('conflict');
      expect([...(await world.profiles.load([ada, bob, eve])).keys()]).toEqual([eve]);
      expect(await versionOf(world, eve)).toBe(1);
      expect(await traceOf(world)).toEqual({ chunk: 0, at: [], merged: [] });
    });

    it('let one of two merges that race win, and the other leave nothing', async () => {
      const world = await makeWorld();
      await world.profiles.commit([put(ada, 0), put(bob, 0), put(eve, 0)]);
      const intoAda = [put(ada, 1), put(bob, 1, { kind: 'redirect', to: ada }), merge(ada, bob)];
      const intoEve = [put(eve, 1), put(bob, 1, { kind: 'redirect', to: eve }), merge(eve, bob)];
      const outcomes = await Promise.all([world.profiles.commit(intoAda), world.profiles.commit(intoEve)]);
      expect([...outcomes].sort()).toEqual(['committed', 'conflict']);
      const [winner, other] = outcomes[0] === 'committed' ? [ada, eve] : [eve, ada];
      expect([await losersOf(world.profiles, winner), await losersOf(world.profiles, other)]).toEqual([[bob], []]);
      expect([await versionOf(world, winner), await versionOf(world, other)]).toEqual([2, 1]);
    });

    it('of none are done already', async () => {
      expect(await (await makeWorld()).profiles.commit([])).toBe('committed');
    });

    it('may be a hundred, and not one more', async () => {
      const world = await makeWorld();
      const ids = numbered(101).map((value) => anIdentity(value));
      expect(await world.profiles.commit(ids.map((id) => put(id, 0)))).toBe('refused');
      expect(await world.profiles.load(ids)).toEqual(new Map());
      expect(await world.profiles.commit(ids.slice(1).map((id) => put(id, 0)))).toBe('committed');
    });

    it('may not name an item twice', async () => {
      const world = await makeWorld();
      expect(await world.profiles.commit([put(ada, 0), put(ada, 1)])).toBe('refused');
      expect(await world.profiles.commit([put(ada, 0), ...together, ...together])).toBe('refused');
      expect(await versionOf(world, ada)).toBeUndefined();
    });

    it('may be written again where they depend on no version', async () => {
      const world = await makeWorld();
      for (const version of [0, 1])
        expect(await world.profiles.commit([put(ada, version), ...together])).toBe('committed');
      expect(await traceOf(world)).toEqual({ chunk: 3, at: [ada], merged: [bob] });
    });
  });
};
