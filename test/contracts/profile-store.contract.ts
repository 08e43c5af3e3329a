import { describe, expect, it } from 'vitest';
import { addressHash, type IdentityId, type ProfileId } from '../../lambdas/core/identity/identity.ts';
import type { ChunkKey, SeenId, State } from '../../lambdas/core/profile/profile.ts';
import { itemBytes, stateToItem } from '../../lambdas/decode/state-item.ts';
import type { ProfileChange, ProfileStore } from '../../lambdas/ports/profile-store.ts';
import { anApplied, anIdentity, aProfile, aProfileState, NOON } from '../builders/profile.ts';
import { asStored, numbered, ODD_TEXT } from './odd-values.ts';

export interface ProfileStoreWorld {
  readonly profiles: ProfileStore;
  /** Who was merged into `winner`, as the audit trail has it. */
  mergedInto(winner: ProfileId): Promise<readonly ProfileId[]>;
}

const ITEM_BYTES = 400 * 1024;
const [ada, bob, eve] = [anIdentity('ada'), anIdentity('bob'), anIdentity('eve')];
const home = addressHash('ada@example.com');
const chunkKey = (id: ProfileId, number: string): ChunkKey => `${id}/${number}` as ChunkKey;

const seenIds = (count: number): readonly SeenId[] =>
  Array.from({ length: count }, (_, n) => ({
    hash: 2n ** 64n - 1n - BigInt(n),
    saidAt: n % 5 === 0 ? null : NOON - n * 1_000,
  }));

const put = (id: IdentityId, expected: number, state: Partial<State> = {}): ProfileChange => ({
  kind: 'state',
  id,
  expected,
  state: { ...aProfileState(aProfile({ id })), version: expected + 1, ...state } as State,
});
const chunk = (key: ChunkKey, ids: readonly SeenId[] = seenIds(3)): ProfileChange => ({
  kind: 'chunk',
  key,
  ids,
  expiresAt: NOON,
});
const merge = (winner: ProfileId, loser: ProfileId): ProfileChange => ({
  kind: 'merge',
  winner,
  loser,
  at: NOON,
  by: 'web:alias',
});

/** A profile with a full ring whose item has `bytes`, by DynamoDB's measure. */
const sizedState = (id: IdentityId, bytes: number): State => {
  const padded = (length: number) =>
    aProfileState(aProfile({ id, traits: { note: 'n'.repeat(length) } }), { seen: seenIds(128) });
  return padded(bytes - itemBytes(stateToItem(id, padded(0))));
};

/** What every `ProfileStore` promises. */
export const describeProfileStoreContract = (name: string, makeWorld: () => Promise<ProfileStoreWorld>): void => {
  const versionOf = async ({ profiles }: ProfileStoreWorld, id: IdentityId) =>
    (await profiles.load([id])).get(id)?.version;

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

  describe(`profiles ${name}: changes together`, () => {
    const together: readonly ProfileChange[] = [
      chunk(chunkKey(ada, '2.0')),
      { kind: 'address', address: home, profileId: ada },
      merge(ada, bob),
    ];
    const traceOf = async ({ profiles, mergedInto }: ProfileStoreWorld) => ({
      chunk: (await profiles.loadChunk(chunkKey(ada, '2.0'))).length,
      at: await profiles.profilesAt(home),
      merged: await mergedInto(ada),
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
      expect([await world.mergedInto(winner), await world.mergedInto(other)]).toEqual([[bob], []]);
      expect([await versionOf(world, winner), await versionOf(world, other)]).toEqual([2, 1]);
    });

    it('of none are done already', async () => {
      expect(await (await makeWorld()).profiles.commit([])).toBe('committed');
    });

    it('may be a hundred, and not one more', async () => {
      const world = await makeWorld();
      const ids = numbered(101).map((value) => anIdentity(value));
      await expect(world.profiles.commit(ids.map((id) => put(id, 0)))).rejects.toThrow();
      expect(await world.profiles.load(ids)).toEqual(new Map());
      expect(await world.profiles.commit(ids.slice(1).map((id) => put(id, 0)))).toBe('committed');
    });

    it('may not name an item twice', async () => {
      const world = await makeWorld();
      await expect(world.profiles.commit([put(ada, 0), put(ada, 1)])).rejects.toThrow();
      await expect(world.profiles.commit([put(ada, 0), ...together, ...together])).rejects.toThrow();
      expect(await versionOf(world, ada)).toBeUndefined();
    });

    it('may be written again where they depend on no version', async () => {
      const world = await makeWorld();
      for (const version of [0, 1])
        expect(await world.profiles.commit([put(ada, version), ...together])).toBe('committed');
      expect(await traceOf(world)).toEqual({ chunk: 3, at: [ada], merged: [bob] });
    });
  });

  describe(`profiles ${name}: sizes`, () => {
    it('takes an item of nearly 400 KB and gives it back whole', async () => {
      const { profiles } = await makeWorld();
      const state = sizedState(ada, ITEM_BYTES - 200);
      expect(await profiles.commit([{ kind: 'state', id: ada, expected: 0, state }])).toBe('committed');
      expect((await profiles.load([ada])).get(ada)).toStrictEqual(state);
    });

    it('gives back a hundred that are more than one answer of DynamoDB can hold', async () => {
      const { profiles } = await makeWorld();
      const ids = numbered(50).map((value) => anIdentity(value));
      for (const id of ids)
        await profiles.commit([{ kind: 'state', id, expected: 0, state: sizedState(id, ITEM_BYTES - 200) }]);
      expect((await profiles.load(ids)).size).toBe(50);
    });

    it('fails loudly at a larger one, alone or with others, and writes none', async () => {
      const { profiles } = await makeWorld();
      const tooLarge: ProfileChange = {
        ...{ kind: 'state', id: ada, expected: 0 },
        state: sizedState(ada, ITEM_BYTES + 200),
      };
      await expect(profiles.commit([tooLarge])).rejects.toThrow();
      await expect(profiles.commit([put(bob, 0), tooLarge])).rejects.toThrow();
      await expect(profiles.commit([put(bob, 0), chunk(chunkKey(bob, '1.0'), seenIds(30_000))])).rejects.toThrow();
      expect(await profiles.load([ada, bob])).toEqual(new Map());
    });

    it('fails loudly at a transaction of more than 4 MB', async () => {
      const { profiles } = await makeWorld();
      const ids = numbered(12).map((value) => anIdentity(value));
      const changes = ids.map(
        (id): ProfileChange => ({
          ...{ kind: 'state', id, expected: 0 },
          state: sizedState(id, 390 * 1024),
        }),
      );
      await expect(profiles.commit(changes)).rejects.toThrow();
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
        chunks: [{ keys: [chunkKey(ada, '1.0')], from: NOON, to: NOON - 1, undated: true, expiresAt: NOON }],
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
