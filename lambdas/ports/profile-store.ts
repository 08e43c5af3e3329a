import type { Instant } from '../core/event/event.ts';
import type { AddressHash, IdentityId, ProfileId } from '../core/identity/identity.ts';
import type { Merge } from '../core/identity/identity-graph.ts';
import type { ChunkKey, SeenId, State } from '../core/profile/profile.ts';

/** One item of a commit. `expected: 0` means: must not exist yet. */
export type ProfileChange =
  | { readonly kind: 'state'; readonly id: IdentityId; readonly expected: number; readonly state: State }
  | {
      readonly kind: 'chunk';
      readonly key: ChunkKey;
      readonly ids: readonly SeenId[];
      readonly expiresAt: Instant;
    }
  /** So that a person is found by an address; never merged on. */
  | { readonly kind: 'address'; readonly address: AddressHash; readonly profileId: ProfileId }
  | ({ readonly kind: 'merge' } & Merge);

/**
 * `conflict`: another writer was faster; `refused`: the table can never take these changes as they are, nearly always
 * because an item would be larger than 400 KB.
 */
export type CommitOutcome = 'committed' | 'conflict' | 'refused';

/** The `profiles` table. Every read is strongly consistent. */
export interface ProfileStore {
  /** An identifier that was never seen is absent from the map. */
  load(ids: readonly IdentityId[]): Promise<ReadonlyMap<IdentityId, State>>;
  loadChunk(key: ChunkKey): Promise<readonly SeenId[]>;
  /** All or nothing, one call: a plain conditional put for one change, a transaction for more. */
  commit(changes: readonly ProfileChange[]): Promise<CommitOutcome>;
  /** What was ever merged into this very profile, in the order of the losers' ids. */
  mergesInto(id: ProfileId): Promise<readonly Merge[]>;
  profilesAt(address: AddressHash): Promise<readonly ProfileId[]>;
}

/** Where a page of the index ended. */
export interface WakingPlace {
  readonly id: ProfileId;
  /** UTC day, YYYY-MM-DD. */
  readonly day: string;
}

export interface WakingPage {
  readonly ids: readonly ProfileId[];
  /** Absent: there is no more. */
  readonly next?: WakingPlace;
}

/** The index of the `profiles` table by the day on which time moves a profile next. */
export interface WakingProfiles {
  /** Profiles of one shard whose day is `until` or before, earliest first, from `after` on. Eventually consistent. */
  waking(shard: number, until: string, limit: number, after?: WakingPlace): Promise<WakingPage>;
}
