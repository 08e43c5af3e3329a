import { type CatalogueTable, emptyCatalogueTable } from '../../lambdas/adapters/memory/memory-catalogue.ts';
import { emptyProfileTable, type ProfileTable } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { emptySendTable, type SendTable } from '../../lambdas/adapters/memory/memory-send-ledger.ts';
import type { Consent } from '../../lambdas/core/consent/consent.ts';
import type { AddressHash } from '../../lambdas/core/identity/identity.ts';
import type { Broadcast } from '../../lambdas/core/send/broadcast.ts';
import type { Hold, HoldName } from '../../lambdas/core/send/hold.ts';
import type { Reception } from '../../lambdas/core/send/sending-health.ts';
import type { ItemChange } from './aws-events.ts';
import { memoryCheckpoints } from './checkpoints.ts';
import type { CountTable } from './cloud-metrics.ts';
import { emptyMailTable, type MailTable } from './mail-service.ts';
import type { HeldMessage } from './queue.ts';
import { emptyStreamTable, type StreamTable } from './stream-log.ts';

const queueNames = ['transactional', 'marketing', 'feedback'] as const;
export type QueueName = (typeof queueNames)[number];

/** A queue with its dead letters, by message id. */
export interface QueueTable {
  readonly held: Map<string, HeldMessage>;
  readonly deadLetters: Map<string, HeldMessage>;
}

/** All that the cloud knows, as plain data: what a journal's image is made of. */
export interface CloudTables {
  readonly events: StreamTable<Uint8Array>;
  readonly profileChanges: StreamTable<ItemChange>;
  readonly profiles: ProfileTable;
  readonly consents: Map<AddressHash, Consent>;
  readonly sends: SendTable;
  readonly holds: Map<HoldName, Hold>;
  /** By number of five minutes. */
  readonly health: Map<number, Reception>;
  /** By campaign. */
  readonly broadcasts: Map<string, Broadcast>;
  readonly catalogue: CatalogueTable;
  readonly lake: Map<string, Uint8Array>;
  readonly failed: Map<string, Uint8Array>;
  readonly queues: Readonly<Record<QueueName, QueueTable>>;
  readonly mail: MailTable;
  /** By mapping and shard: see `Checkpoints`. */
  readonly checkpoints: Map<string, number>;
  readonly counts: CountTable;
}

const emptyQueue = (): QueueTable => ({ held: new Map(), deadLetters: new Map() });

export const emptyCloudTables = (): CloudTables => ({
  events: emptyStreamTable(),
  profileChanges: emptyStreamTable(),
  profiles: emptyProfileTable(),
  consents: new Map(),
  sends: emptySendTable(),
  holds: new Map(),
  health: new Map(),
  broadcasts: new Map(),
  catalogue: emptyCatalogueTable(),
  lake: new Map(),
  failed: new Map(),
  queues: { transactional: emptyQueue(), marketing: emptyQueue(), feedback: emptyQueue() },
  mail: emptyMailTable(),
  checkpoints: new Map(),
  counts: new Map(),
});

/** Whoever had received a message died with the last process: it need not be waited for. */
export const revealMessages = ({ queues }: CloudTables): void => {
  for (const name of queueNames) for (const message of queues[name].held.values()) message.visibleAt = 0;
};

/** A table's stream has one reader here: what it is done with is of no more use to anybody. */
export const forgetConsumedChanges = ({ profileChanges, checkpoints }: CloudTables): void => {
  const reader = memoryCheckpoints(checkpoints);
  for (const [shardId, shard] of profileChanges.shards) {
    const gone = Math.min(
      shard.records.length,
      Math.max(0, (reader.get('decide-sends', shardId) ?? 0) - shard.trimmed),
    );
    shard.records.splice(0, gone);
    shard.trimmed += gone;
  }
};
