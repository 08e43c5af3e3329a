import type { HotKeyLimits } from '../../lambdas/core/profile/pace.ts';
import type { CircuitThresholds } from '../../lambdas/core/send/circuit.ts';
import type { SendQuota } from '../../lambdas/core/send/send-rate.ts';
import { findStage } from '../../lib/stages.ts';
import type { Mailboxes } from './mailbox/recipients.ts';

/** The embedded cloud's stage data: as the `dev` stage has them, except for what one machine wants otherwise. */
export interface EmbeddedStage {
  readonly shards: number;
  readonly retentionDays: number;
  readonly dedupeDays: number;
  readonly hotKeys: HotKeyLimits;
  readonly writeKeys: Readonly<Record<string, string>>;
  readonly allowRecipients: readonly string[];
  readonly enrich: { readonly batchSize: number; readonly windowMs: number; readonly parallelisation: number };
  readonly archive: { readonly batchSize: number; readonly windowMs: number; readonly parallelisation: number };
  readonly decide: { readonly batchSize: number; readonly windowMs: number; readonly parallelisation: number };
  readonly sends: { readonly batchSize: number; readonly concurrency: number };
  /** What SES would say of this account; undefined: nothing. */
  readonly quota: SendQuota | undefined;
  readonly circuit: CircuitThresholds;
  readonly learnEveryMs: number;
  /** Mails in the inbox. */
  readonly mailsKept: number;
  /** What becomes of mails. */
  readonly mailboxes: Mailboxes;
}

const dev = findStage('dev');
const MINUTE_MS = 60_000;
const { windowMinutes, quarantineMinutes, ...hotKeys } = dev.hotKeys;
const consumer = ({ batchSize, windowSeconds, parallelisation }: typeof dev.consumers.enrich) => ({
  batchSize,
  windowMs: windowSeconds * 1_000,
  parallelisation,
});

export const embeddedStage: EmbeddedStage = {
  shards: 2,
  retentionDays: dev.stream.retentionDays,
  dedupeDays: dev.dedupeDays,
  hotKeys: {
    ...hotKeys,
    windowMs: windowMinutes * MINUTE_MS,
    quarantineMs: quarantineMinutes * MINUTE_MS,
  },
  writeKeys: dev.collector.writeKeys,
  // Every mail ends in the inbox on this machine: everybody may be mailed.
  allowRecipients: ['*'],
  enrich: consumer(dev.consumers.enrich),
  archive: consumer(dev.consumers.archive),
  decide: consumer(dev.consumers.decide),
  sends: { batchSize: dev.queues.batchSize, concurrency: dev.queues.marketingConcurrency },
  quota: { perSecond: 200, sentLastDay: 0 },
  circuit: { bounceRate: dev.alarms.bounceRate, complaintRate: dev.alarms.complaintRate },
  learnEveryMs: 3_600_000,
  mailsKept: 5_000,
  mailboxes: { temper: 'quiet', seed: 1 },
};
