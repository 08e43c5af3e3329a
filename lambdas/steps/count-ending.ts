import { assertNever } from '../core/assert-never.ts';
import type { Send } from '../core/send/send.ts';
import type { Metrics } from '../ports/metrics.ts';

/** Counts what became of a row that was just written without a mail; a row that waits counts nothing. */
export const countEnding = (metrics: Metrics, { state, campaign, reason }: Send): void => {
  const dimensions = { Campaign: campaign, Reason: reason ?? 'none' };
  switch (state) {
    case 'skipped':
    case 'suppressed':
    case 'superseded':
    case 'expired':
      metrics.count('SendsSkipped', 1, dimensions);
      return;
    case 'failed':
      metrics.count('MailsFailed', 1, dimensions);
      return;
    case 'parked':
      metrics.count('MailsParked', 1, { Campaign: campaign });
      return;
    case 'planned':
    case 'claimed':
    case 'sent':
    case 'delivered':
    case 'bounced':
    case 'complained':
      return;
    default:
      assertNever(state);
  }
};
