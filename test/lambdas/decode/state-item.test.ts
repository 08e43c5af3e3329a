import { describe, expect, it } from 'vitest';
import { identityId } from '../../../lambdas/core/identity/identity.ts';
import { newProfile } from '../../../lambdas/core/profile/evolve.ts';
import type { ChunkKey, State } from '../../../lambdas/core/profile/profile.ts';
import { decodeSeen, encodeSeen, itemBytes, stateFromItem, stateToItem } from '../../../lambdas/decode/state-item.ts';
import { aTrack } from '../../builders/event.ts';

const id = identityId({ kind: 'user', value: 'u-1' });
const seen = [
  { hash: 0n, saidAt: 0 },
  { hash: 2n ** 64n - 1n, saidAt: null },
  { hash: 7n, saidAt: Date.UTC(2100, 0) },
  { hash: 8n, saidAt: -86_400_000 },
];
const chunks = [{ keys: [{ key: `${id}/3.0` as ChunkKey, expiresAt: 3 }], from: 1, to: 2, undated: true }];

describe('a STATE item', () => {
  it.each<State>([
    { kind: 'profile', version: 3, profile: newProfile(id, aTrack('page')), seen, chunks, applied: [] },
    { kind: 'redirect', version: 1, to: id },
    { kind: 'tombstone', version: 9, seen, chunks },
  ])('holds all of a $kind', (state) => {
    expect(stateFromItem(stateToItem(id, state))).toEqual(state);
  });

  it('is understood as a stream of DynamoDB hands it over, with bytes as base64', () => {
    const item = stateToItem(id, { kind: 'tombstone', version: 1, seen, chunks });
    const handedOver = JSON.parse(
      JSON.stringify({ ...item, seen: { B: Buffer.from(encodeSeen(seen)).toString('base64') } }),
    );
    expect(stateFromItem(handedOver)).toMatchObject({ kind: 'tombstone', seen });
  });

  it('is refused where it lacks what every one has', () => {
    expect(() => stateFromItem({ kind: { S: 'profile' } })).toThrow();
  });

  it('holds an id in 14 bytes, times beyond any calendar clamped', () => {
    expect(encodeSeen(seen)).toHaveLength(4 * 14);
    const far = decodeSeen(
      encodeSeen([
        { hash: 1n, saidAt: 8.64e15 },
        { hash: 1n, saidAt: -8.64e15 },
      ]),
    );
    expect(far.map(({ saidAt }) => saidAt)).toEqual([2 ** 47 - 2, -(2 ** 47)]);
  });

  it('is measured as DynamoDB does', () => {
    expect(itemBytes({ pk: { S: 'é' }, n: { N: '123' }, b: { B: new Uint8Array(10) } })).toBe(2 + 2 + 1 + 3 + 1 + 10);
  });
});
