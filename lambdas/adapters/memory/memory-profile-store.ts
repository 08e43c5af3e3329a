import type { AddressHash, IdentityId, ProfileId } from '../../core/identity/identity.ts';
import type { ChunkKey, SeenId, State } from '../../core/profile/profile.ts';
import { type Item, stateToItem } from '../../decode/state-item.ts';
import type { ProfileChange, ProfileStore } from '../../ports/profile-store.ts';

/** A STATE item's images before and after one write, as the table's stream has them. */
export interface StateWrite {
  readonly id: IdentityId;
  readonly before?: Item;
  readonly after: Item;
}

export interface MemoryProfileStore extends ProfileStore {
  readonly states: ReadonlyMap<IdentityId, State>;
  readonly chunks: ReadonlyMap<ChunkKey, readonly SeenId[]>;
  readonly merges: readonly Extract<ProfileChange, { kind: 'merge' }>[];
  /** Called within each commit, in its order. */
  onWrite(listener: (write: StateWrite) => void): void;
  /** Successful commits so far: what DynamoDB would have been asked to write. */
  commits(): number;
}

/** What the table holds. */
export interface ProfileTable {
  readonly states: Map<IdentityId, State>;
  readonly chunks: Map<ChunkKey, readonly SeenId[]>;
  readonly addresses: Map<AddressHash, Set<ProfileId>>;
  readonly merges: Extract<ProfileChange, { kind: 'merge' }>[];
}

export const emptyProfileTable = (): ProfileTable => ({
  states: new Map(),
  chunks: new Map(),
  addresses: new Map(),
  merges: [],
});

/** The `profiles` table in memory, with the same conditions, transactions and stream. Writes into `table`. */
export const memoryProfileStore = (table = emptyProfileTable()): MemoryProfileStore => {
  const { states, chunks, addresses, merges } = table;
  const listeners: ((write: StateWrite) => void)[] = [];
  let commits = 0;

  const apply = (change: ProfileChange): void => {
    switch (change.kind) {
      case 'state': {
        const { id, state } = change;
        const before = states.get(id);
        states.set(id, state);
        if (listeners.length === 0) return;
        const write = { id, before: before && stateToItem(id, before), after: stateToItem(id, state) };
        for (const listener of listeners) listener(write);
        return;
      }
      case 'chunk':
        chunks.set(change.key, change.ids);
        return;
      case 'address':
        addresses.set(change.address, (addresses.get(change.address) ?? new Set()).add(change.profileId));
        return;
      case 'merge':
        merges.push(change);
    }
  };

  return {
    states,
    chunks,
    merges,
    onWrite: (listener) => void listeners.push(listener),
    commits: () => commits,
    load: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const state = states.get(id);
          return state === undefined ? [] : [[id, state] as const];
        }),
      ),
    loadChunk: async (key) => chunks.get(key) ?? [],
    profilesAt: async (address) => [...(addresses.get(address) ?? [])],
    commit: async (changes) => {
      const holds = changes.every(
        (change) => change.kind !== 'state' || (states.get(change.id)?.version ?? 0) === change.expected,
      );
      if (!holds) return 'conflict';
      changes.forEach(apply);
      commits += 1;
      return 'committed';
    },
  };
};
