import { describe, expect, it } from 'vitest';
import { addressHash } from '../../lambdas/core/identity/identity.ts';
import type { SeenId } from '../../lambdas/core/profile/profile.ts';
import type { ProfileChange } from '../../lambdas/ports/profile-store.ts';
import { anApplied, anIdentity, aProfile, aProfileState, NOON } from '../builders/profile.ts';
import { asStored, numbered, ODD_TEXT } from './odd-values.ts';
import { ada, bob, chunk, chunkKey, home, ITEM_BYTES, put, seenIds, sizedState } from './profile-changes.ts';
import type { ProfileStoreWorld } from './profile-store.contract.ts';

/** What every `ProfileStore` promises of the items themselves: how large, and what comes back. */
export const describeProfileItems = (name: string, makeWorld: () => Promise<ProfileStoreWorld>): void => {
  describe(`profiles ${name}: sizes`, () => {
    it('takes an item of nearly 400 KB and gives it back whole', async () => {
      const { profiles } = await makeWorld();
      const state = sizedState(ada, ITEM_BYTES - 200);
      expect(await profiles.commit([{ kind: 'state', id: ada, expected: 0, state }])).toBe('committed');
      expect((await profiles.load([ada])).get(ada)).toStrictEqual(state);
    });

    // DynamoDB answers with 16 MB and names the rest; MiniStack with all. The adapter's own tests have the rest.
    it('gives back more than one answer of DynamoDB can hold', async () => {
      const { profiles } = await makeWorld();
      const ids = numbered(50).map((value) => anIdentity(value));
      for (const id of ids)
        await profiles.commit([{ kind: 'state', id, expected: 0, state: sizedState(id, ITEM_BYTES - 200) }]);
      expect((await profiles.load(ids)).size).toBe(50);
    });

    it('refuses a larger one, alone or with others, and writes none', async () => {
      const { profiles } = await makeWorld();
      const tooLarge: ProfileChange = {
        ...{ kind: 'state', id: ada, expected: 0 },
        state: sizedState(ada, ITEM_BYTES + 200),
      };
      expect(await profiles.commit([tooLarge])).toBe('refused');
      expect(await profiles.commit([put(bob, 0), tooLarge])).toBe('refused');
      expect(await profiles.commit([put(bob, 0), chunk(chunkKey(bob, '1.0'), seenIds(30_000))])).toBe('refused');
      expect(await profiles.load([ada, bob])).toEqual(new Map());
    });

    it('refuses a transaction of more than 4 MB', async () => {
      const { profiles } = await makeWorld();
      const ids = numbered(12).map((value) => anIdentity(value));
      const changes = ids.map(
        (id): ProfileChange => ({
          ...{ kind: 'state', id, expected: 0 },
          state: sizedState(id, 390 * 1024),
        }),
      );
      expect(await profiles.commit(changes)).toBe('refused');
      expect(await profiles.load(ids)).toEqual(new Map());
    });

    it('keeps a chunk of ten thousand ids', async () => {
      const { profiles } = await makeWorld();
      const ids = seenIds(10_000);
      await profiles.commit([put(ada, 0), chunk(chunkKey(ada, '1.0'), ids), chunk(chunkKey(ada, '1.1'), [])]);
      expect(await profiles.loadChunk(chunkKey(ada, '1.0'))).toStrictEqual(ids);
      expect(await profiles.loadChunk(chunkKey(ada, '1.1'))).toEqual([]);
      expect(await profiles.loadChunk(chunkKey(bob, '1.0'))).toEqual([]);
    });
  });

  describe(`profiles ${name}: what is put comes back`, () => {
    it('in any script, with undefined fields as none', async () => {
      const { profiles } = await makeWorld();
      const profile = aProfile({
        id: ada,
        userIds: [ODD_TEXT],
        traits: { [ODD_TEXT]: ODD_TEXT, empty: '', zero: 0, no: false, tiny: 1e-7, large: 2 ** 53 },
        firstTouch: { at: NOON, by: 'web:1', source: undefined, name: ODD_TEXT },
        lastTouch: undefined,
      });
      const state = aProfileState(profile, {
        seen: seenIds(128),
        chunks: [{ keys: [{ key: chunkKey(ada, '1.0'), expiresAt: NOON }], from: NOON, to: NOON - 1, undated: true }],
        applied: [anApplied('Order Completed', { cartKey: undefined, properties: { list: [null, [], {}, ODD_TEXT] } })],
      });
      await profiles.commit([{ kind: 'state', id: ada, expected: 0, state }]);
      const { seen, ...rest } = state;
      expect((await profiles.load([ada])).get(ada)).toStrictEqual({ ...asStored(rest), seen });
    });

    it('even a name that JavaScript treats as its own', async () => {
      const { profiles } = await makeWorld();
      const applied = [anApplied('Order Completed', { properties: JSON.parse('{"__proto__": {"a": 1}}') })];
      await profiles.commit([put(ada, 0, { applied })]);
      const state = (await profiles.load([ada])).get(ada);
      expect(JSON.stringify(state?.kind === 'profile' && state.applied[0]?.properties)).toBe('{"__proto__":{"a":1}}');
    });

    it('with times held to what six bytes can say', async () => {
      const { profiles } = await makeWorld();
      const seen: SeenId[] = [
        { hash: 0n, saidAt: 2 ** 50 },
        { hash: 1n, saidAt: -(2 ** 50) },
        { hash: 2n, saidAt: 0 },
      ];
      const held = seen.map((id, n) => ({ ...id, saidAt: [2 ** 47 - 2, -(2 ** 47), 0][n] }));
      await profiles.commit([put(ada, 0, { seen }), chunk(chunkKey(ada, '1.0'), seen)]);
      const state = (await profiles.load([ada])).get(ada);
      expect(state?.kind === 'profile' && state.seen).toStrictEqual(held);
      expect(await profiles.loadChunk(chunkKey(ada, '1.0'))).toStrictEqual(held);
    });

    it('for an address, each profile once and in order', async () => {
      const { profiles } = await makeWorld();
      const ids = numbered(30).map((value) => anIdentity(value));
      for (const profileId of [...ids, ...ids.slice(0, 5)])
        await profiles.commit([{ kind: 'address', address: home, profileId }]);
      await profiles.commit([{ kind: 'address', address: addressHash('bob@example.com'), profileId: bob }]);
      expect(await profiles.profilesAt(home)).toEqual([...ids].sort());
    });
  });
};
