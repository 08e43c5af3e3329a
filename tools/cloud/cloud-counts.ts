import { assertNever } from '../../lambdas/core/assert-never.ts';
import type { FailureReason } from '../../lambdas/core/failure/failed-event.ts';
import { engagementOf, isOpened } from '../../lambdas/core/feedback/engagement.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import type { CloudMetrics } from './cloud-metrics.ts';
import type { CloudStores } from './cloud-stores.ts';

export interface CloudCounts {
  readonly events: {
    /** On the stream, and what the collector kept of a batch instead: applied + duplicates + failed, once all is done. */
    readonly put: number;
    readonly applied: number;
    readonly duplicates: number;
    readonly failed: number;
  };
  readonly failedByReason: { readonly [reason in FailureReason]?: number };
  readonly profiles: number;
  readonly sends: {
    /** Every row of the ledger: those sent, those not sent, and those that still wait. */
    readonly planned: number;
    readonly sent: number;
    readonly skipped: { readonly [reason: string]: number };
  };
  readonly mailsByCampaign: { readonly [campaign: string]: number };
  /** Mails by what became of them, a mail once each; opened and clicked by people. */
  readonly reception: {
    readonly [fate in 'delivered' | 'opened' | 'clicked' | 'bounced' | 'complained']: number;
  } & {
    /** Opens and clicks. */
    readonly byMachines: number;
  };
}

/** What a row came to; `waits`: it is not decided yet. */
export const endOf = ({ state, reason }: Send): 'sent' | 'waits' | { readonly notSent: string } => {
  switch (state) {
    case 'sent':
    case 'delivered':
    case 'bounced':
    case 'complained':
      return 'sent';
    case 'planned':
    case 'claimed':
      return 'waits';
    case 'skipped':
    case 'suppressed':
    case 'superseded':
    case 'expired':
    case 'parked':
    case 'failed':
      return { notSent: reason ?? state };
    default:
      return assertNever(state);
  }
};

type Counting<Counts> = { -readonly [name in keyof Counts]: number };

const addReception = (sum: Counting<CloudCounts['reception']>, row: Send): void => {
  if (row.deliveredAt !== undefined) sum.delivered += 1;
  if (row.state === 'bounced') sum.bounced += 1;
  if (row.state === 'complained') sum.complained += 1;
  if (row.notes === undefined) return;
  const engagement = engagementOf(row);
  if (isOpened(engagement)) sum.opened += 1;
  if (engagement.clicks.count > 0) sum.clicked += 1;
  sum.byMachines += engagement.byMachines;
};

/** Counted in the ledger and the stores, not in metrics, except for the fate of events, which only metrics know. */
export const countCloud = (stores: CloudStores, metrics: CloudMetrics): CloudCounts => {
  let sent = 0;
  const reception = { delivered: 0, opened: 0, clicked: 0, bounced: 0, complained: 0, byMachines: 0 };
  const skipped: Record<string, number> = {};
  for (const row of stores.ledger.rows.values()) {
    const end = endOf(row);
    addReception(reception, row);
    if (end === 'sent') sent += 1;
    else if (end !== 'waits') skipped[end.notSent] = (skipped[end.notSent] ?? 0) + 1;
  }
  let profiles = 0;
  for (const { kind } of stores.profiles.states.values()) if (kind === 'profile') profiles += 1;
  return {
    events: {
      put: metrics.total('EventsPut') + metrics.total('CollectorKept'),
      applied: metrics.total('EventsApplied'),
      duplicates: metrics.total('EventsDuplicate'),
      failed: metrics.total('EventsFailed'),
    },
    failedByReason: metrics.by('EventsFailed', 'Reason'),
    profiles,
    sends: { planned: stores.ledger.rows.size, sent, skipped },
    mailsByCampaign: Object.fromEntries(stores.mail.acceptedByCampaign()),
    reception,
  };
};
