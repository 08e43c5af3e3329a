import type { AddressHash, IdentityId, ProfileId } from '../../core/identity/identity.ts';
import type { ChunkKey, SeenId, State } from '../../core/profile/profile.ts';
import { decodeSeen, encodeSeen, type Item, itemBytes, stateFromItem, stateToItem } from '../../decode/state-item.ts';
import type { ProfileChange, ProfileStore, WakingProfiles } from '../../ports/profile-store.ts';
import { type MeasuredItem, objectionTo } from '../dynamo-limits.ts';
import { wakeDays } from './wake-days.ts';

/** A STATE item's images before and after one write, as the table's stream has them. */
export interface StateWrite {
  readonly id: IdentityId;
  readonly before?: Item;
  readonly after: Item;
}

export interface MemoryProfileStore extends ProfileStore, WakingProfiles {
  readonly states: ReadonlyMap<IdentityId, State>;
  readonly chunks: ReadonlyMap<ChunkKey, readonly SeenId[]>;
  readonly merges: readonly Extract<ProfileChange, { kind: 'merge' }>[];
  /** Called within each commit, in its order. */
  onWrite(listener: (write: StateWrite) => void): void;
  /** The earliest UTC day on which time moves somebody, YYYY-MM-DD. */
  nextWakeDay(): string | undefined;
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

/** A write that is encoded and measured, but not yet done. */
interface PreparedWrite extends MeasuredItem {
  apply(): void;
}

/** What names, keys and numbers make of an item that holds little else: about. */
const SMALL_ITEM_BYTES = 100;

/**
 * The `profiles` table in memory, with the same conditions, transactions, limits and stream. Writes into `table`. What
 * it gives back went through the real table's encoding.
 */
export const memoryProfileStore = (table = emptyProfileTable()): MemoryProfileStore => {
  const { states, chunks, addresses, merges } = table;
  const listeners: ((write: StateWrite) => void)[] = [];
  const waking = wakeDays();
  const wakeDayOf = (state: State) => (state.kind === 'profile' ? state.wakeDay : undefined);
  for (const [id, state] of states) waking.set(id, wakeDayOf(state));
  let commits = 0;

  const prepareState = ({ id, state }: Extract<ProfileChange, { kind: 'state' }>): PreparedWrite => {
    const after = stateToItem(id, state);
    const apply = () => {
      const before = states.get(id);
      states.set(id, stateFromItem(after));
      waking.set(id, wakeDayOf(state));
      if (listeners.length === 0) return;
      const write = { id, before: before && stateToItem(id, before), after };
      for (const listener of listeners) listener(write);
    };
    return { key: `STATE ${id}`, bytes: itemBytes(after), apply };
  };

  const prepare = (change: ProfileChange): PreparedWrite => {
    switch (change.kind) {
      case 'state':
        return prepareState(change);
      case 'chunk': {
        const ids = encodeSeen(change.ids);
        const apply = () => void chunks.set(change.key, decodeSeen(ids));
        return { key: `CHUNK ${change.key}`, bytes: ids.byteLength + SMALL_ITEM_BYTES, apply };
      }
      case 'address': {
        const { address, profileId } = change;
        const apply = () => void addresses.set(address, (addresses.get(address) ?? new Set()).add(profileId));
        return { key: `ADDRESS ${address} ${profileId}`, bytes: SMALL_ITEM_BYTES, apply };
      }
      case 'merge': {
        const { winner, loser, by } = change;
        const apply = () => {
          const known = merges.findIndex((merge) => merge.winner === winner && merge.loser === loser);
          merges[known === -1 ? merges.length : known] = change;
        };
        return { key: `MERGE ${winner} ${loser}`, bytes: Buffer.byteLength(by) + SMALL_ITEM_BYTES, apply };
      }
    }
  };

  return {
    states,
    chunks,
    merges,
    onWrite: (listener) => void listeners.push(listener),
    commits: () => commits,
    nextWakeDay: waking.earliest,
    waking: async (shard, until, limit, after) => waking.page(shard, until, limit, after),
    load: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const state = states.get(id);
          return state === undefined ? [] : [[id, state] as const];
        }),
      ),
    loadChunk: async (key) => chunks.get(key) ?? [],
    mergesInto: async (id) =>
      merges
        .filter(({ winner }) => winner === id)
        .sort((a, b) => (a.loser < b.loser ? -1 : 1))
        .map(({ kind: _kind, ...merge }) => merge),
    profilesAt: async (address) => [...(addresses.get(address) ?? [])].sort(),
    commit: async (changes) => {
      if (changes.length === 0) return 'committed';
      const writes = changes.map(prepare);
      if (objectionTo(writes) !== undefined) return 'refused';
      const holds = changes.every(
        (change) => change.kind !== 'state' || (states.get(change.id)?.version ?? 0) === change.expected,
      );
      if (!holds) return 'conflict';
      for (const { apply } of writes) apply();
      commits += 1;
      return 'committed';
    },
  };
};
