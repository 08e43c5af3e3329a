import type { Instant } from '../core/event/event.ts';
import type { AddressHash, ProfileId } from '../core/identity/identity.ts';
import type { Send, SendId } from '../core/send/send.ts';

/** What must hold for a row to be written besides its revision: the claim's one transaction. */
export interface WriteConditions {
  /** The profile's STATE still has this version. */
  readonly profile?: { readonly id: ProfileId; readonly version: number };
  /** The address's CONSENT still has this version; 0: still absent. */
  readonly consent?: { readonly address: AddressHash; readonly version: number };
  /** Takes one of `limit` units of the address's local day (YYYY-MM-DD), or returns one. */
  readonly cap?:
    | { readonly take: { readonly address: AddressHash; readonly day: string; readonly limit: number } }
    | { readonly giveBack: { readonly address: AddressHash; readonly day: string } };
}

export type WriteOutcome = 'written' | 'row_changed' | 'profile_changed' | 'consent_changed' | 'cap_full';

/** The `sends` table, and the transaction that ties it to `profiles`. */
export interface SendLedger {
  /** Puts each row that is not there yet; an existing one stays as it is. Returns the ids that are new. */
  plan(rows: readonly Send[]): Promise<ReadonlySet<SendId>>;
  /** Strongly consistent. */
  load(sendId: SendId): Promise<Send | undefined>;
  /** Replaces the row if its stored revision is `row.revision - 1` and the conditions hold. All or nothing. */
  write(row: Send, conditions?: WriteConditions): Promise<WriteOutcome>;
  /** Newest first, at most `limit`. Eventually consistent. */
  ofProfile(profileId: ProfileId, limit: number): Promise<readonly Send[]>;
  /** Rows of one shard (`wakeShardOf`) of the wake index with `wakeAt <= until`, earliest first. Eventually consistent. */
  due(shard: number, until: Instant, limit: number): Promise<readonly Send[]>;
}
