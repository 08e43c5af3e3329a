import { addressHash, type IdentityId, type ProfileId } from '../../lambdas/core/identity/identity.ts';
import type { Merge } from '../../lambdas/core/identity/identity-graph.ts';
import type { ChunkKey, SeenId, State } from '../../lambdas/core/profile/profile.ts';
import { itemBytes, stateToItem } from '../../lambdas/decode/state-item.ts';
import type { ProfileChange, ProfileStore } from '../../lambdas/ports/profile-store.ts';
import { anIdentity, aProfile, aProfileState, NOON } from '../builders/profile.ts';
import type { ProfileStoreWorld } from './profile-store.contract.ts';

export const ITEM_BYTES = 400 * 1024;
export const [ada, bob, eve] = [anIdentity('ada'), anIdentity('bob'), anIdentity('eve')];
export const home = addressHash('ada@example.com');
export const chunkKey = (id: ProfileId, number: string): ChunkKey => `${id}/${number}` as ChunkKey;

/** Dated and undated ids, each its own. */
export const seenIds = (count: number): readonly SeenId[] =>
  Array.from({ length: count }, (_, n) => ({
    hash: 2n ** 64n - 1n - BigInt(n),
    saidAt: n % 5 === 0 ? null : NOON - n * 1_000,
  }));

/** The next version of an identifier's STATE, a profile unless `state` says otherwise. */
export const put = (id: IdentityId, expected: number, state: Partial<State> = {}): ProfileChange => ({
  kind: 'state',
  id,
  expected,
  state: { ...aProfileState(aProfile({ id })), version: expected + 1, ...state } as State,
});
export const chunk = (key: ChunkKey, ids: readonly SeenId[] = seenIds(3)): ProfileChange => ({
  kind: 'chunk',
  key,
  ids,
  expiresAt: NOON,
});
export const merge = (winner: ProfileId, loser: ProfileId, more: Partial<Merge> = {}): ProfileChange => ({
  kind: 'merge',
  winner,
  loser,
  at: NOON,
  by: 'web:alias',
  between: [winner, loser],
  winnerVersion: 1,
  loserVersion: 4,
  ...more,
});

/** Who was merged into somebody, as the audit trail has it. */
export const losersOf = async (profiles: ProfileStore, winner: ProfileId): Promise<readonly ProfileId[]> =>
  (await profiles.mergesInto(winner)).map(({ loser }) => loser);

/** A profile with a full ring whose item has `bytes`, by DynamoDB's measure. */
export const sizedState = (id: IdentityId, bytes: number): State => {
  const padded = (length: number) =>
    aProfileState(aProfile({ id, traits: { note: 'n'.repeat(length) } }), { seen: seenIds(128) });
  return padded(bytes - itemBytes(stateToItem(id, padded(0))));
};

export const versionOf = async ({ profiles }: ProfileStoreWorld, id: IdentityId): Promise<number | undefined> =>
  (await profiles.load([id])).get(id)?.version;
