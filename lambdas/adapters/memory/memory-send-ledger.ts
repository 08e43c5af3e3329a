import type { Consent } from '../../core/consent/consent.ts';
import type { Instant } from '../../core/event/event.ts';
import type { AddressHash, IdentityId, ProfileId } from '../../core/identity/identity.ts';
import type { State } from '../../core/profile/profile.ts';
import type { Send, SendId } from '../../core/send/send.ts';
import { EVERY_WAKE_SHARD, wakeShardOf } from '../../core/send/wake-shard.ts';
import type { SendLedger, WriteConditions, WriteOutcome } from '../../ports/send-ledger.ts';
import { throughJson } from '../dynamo-limits.ts';
import { wakeQueue } from './wake-queue.ts';

export interface MemorySendLedgerSources {
  readonly profiles: { readonly states: ReadonlyMap<IdentityId, State> };
  readonly consents: { readonly consents: ReadonlyMap<AddressHash, Consent> };
}

export interface MemorySendLedger extends SendLedger {
  readonly rows: ReadonlyMap<SendId, Send>;
  /** When the sweep has something to do next. */
  nextWakeAt(): Instant | undefined;
}

/** What the table holds. */
export interface SendTable {
  readonly rows: Map<SendId, Send>;
  /** Units taken by `<address>#<day>`. */
  readonly capUsed: Map<string, number>;
}

export const emptySendTable = (): SendTable => ({ rows: new Map(), capUsed: new Map() });

/** The ledger in memory; each call is one synchronous step, so the claim's transaction is one. Writes into `table`. */
export const memorySendLedger = (
  { profiles, consents }: MemorySendLedgerSources,
  table = emptySendTable(),
): MemorySendLedger => {
  const { rows, capUsed } = table;
  const idsOfProfile = new Map<ProfileId, SendId[]>();
  const shards = EVERY_WAKE_SHARD.map((shard) =>
    wakeQueue((sendId) => {
      const row = rows.get(sendId);
      return row !== undefined && wakeShardOf(row) === shard ? row.wakeAt : undefined;
    }),
  );

  const index = (row: Send, known: Send | undefined) => {
    const shard = wakeShardOf(row);
    const isListed = known !== undefined && known.wakeAt === row.wakeAt && wakeShardOf(known) === shard;
    if (row.wakeAt !== undefined && !isListed) shards[shard]?.push({ wakeAt: row.wakeAt, sendId: row.sendId });
    if (known !== undefined) return;
    const ids = idsOfProfile.get(row.profileId);
    if (ids === undefined) idsOfProfile.set(row.profileId, [row.sendId]);
    else ids.push(row.sendId);
  };
  for (const row of rows.values()) index(row, undefined);

  const put = (row: Send) => {
    const known = rows.get(row.sendId);
    rows.set(row.sendId, row);
    index(row, known);
  };

  const takeCap = (cap: NonNullable<WriteConditions['cap']>): boolean => {
    const { address, day } = 'take' in cap ? cap.take : cap.giveBack;
    const key = `${address}#${day}`;
    const used = capUsed.get(key) ?? 0;
    if ('take' in cap && used >= cap.take.limit) return false;
    capUsed.set(key, 'take' in cap ? used + 1 : used - 1);
    return true;
  };

  const refusal = (row: Send, { profile, consent }: WriteConditions): WriteOutcome | undefined => {
    if (rows.get(row.sendId)?.revision !== row.revision - 1) return 'row_changed';
    if (profile !== undefined && (profiles.states.get(profile.id)?.version ?? 0) !== profile.version)
      return 'profile_changed';
    if (consent !== undefined && (consents.consents.get(consent.address)?.version ?? 0) !== consent.version)
      return 'consent_changed';
    return undefined;
  };

  return {
    rows,
    nextWakeAt: () =>
      shards
        .map((shard) => shard.next())
        .filter((at) => at !== undefined)
        .reduce<Instant | undefined>((earliest, at) => Math.min(earliest ?? at, at), undefined),
    plan: async (planned) => {
      const added = new Set<SendId>();
      for (const row of planned.map(throughJson)) {
        if (rows.has(row.sendId)) continue;
        put(row);
        added.add(row.sendId);
      }
      return added;
    },
    load: async (sendId) => rows.get(sendId),
    write: async (written, conditions = {}) => {
      const row = throughJson(written);
      const refused = refusal(row, conditions);
      if (refused !== undefined) return refused;
      if (conditions.cap !== undefined && !takeCap(conditions.cap)) return 'cap_full';
      put(row);
      return 'written';
    },
    ofProfile: async (profileId, limit) =>
      (idsOfProfile.get(profileId) ?? [])
        .flatMap((sendId) => rows.get(sendId) ?? [])
        .sort((a, b) => b.decidedAt - a.decidedAt)
        .slice(0, limit),
    due: async (shard, until, limit) =>
      (shards[shard]?.due(until, limit) ?? []).flatMap((sendId) => rows.get(sendId) ?? []),
  };
};
