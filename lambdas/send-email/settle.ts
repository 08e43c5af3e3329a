import type { Send } from '../core/send/send.ts';
import { released, reported } from '../core/send/transitions.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { MailOutcome } from '../ports/mailer.ts';
import type { SendLedger, WriteConditions } from '../ports/send-ledger.ts';
import { jitteredWait } from '../steps/wait-out.ts';

/** The waits between them come to 3 to 7 s: a table's bad moment, within the invocation's time. */
const MOST_TRIES = 8;

/**
 * Writes down what SES answered. An answer that could not be written is not lost for good: SES's own events, or the
 * sweep, settle the claim. `lost` says that this is left to them.
 */
export const settle = async (
  { ledger, clock, random }: { readonly ledger: SendLedger; readonly clock: Clock; readonly random: Random },
  claim: Send,
  outcome: MailOutcome,
): Promise<'settled' | 'moved_on' | 'lost'> => {
  let row: Send | undefined = claim;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    try {
      if (row === undefined) return 'moved_on';
      const settlement = settlementOf(row, claim, outcome, clock.now());
      if (settlement === undefined) return 'moved_on';
      if ((await ledger.write(settlement.row, settlement.conditions)) === 'written') return 'settled';
      row = await ledger.load(claim.sendId);
    } catch {
      // Whatever stands in the way of this write, the mail has been answered for: the message must not come again.
      if (tries + 1 < MOST_TRIES) await clock.sleep(jitteredWait(random, tries));
    }
  }
  return 'lost';
};

const settlementOf = (
  row: Send,
  claim: Send,
  outcome: MailOutcome,
  now: number,
): { readonly row: Send; readonly conditions?: WriteConditions } | undefined => {
  switch (outcome.kind) {
    case 'accepted': {
      const sent = reported(row, 'sent', now, outcome.messageId);
      return sent === undefined ? undefined : { row: sent };
    }
    case 'uncertain':
      return undefined;
    case 'throttled':
    case 'paused':
    case 'rejected': {
      if (row.state !== 'claimed' || row.claimId !== claim.claimId) return undefined;
      const { addressHash: address, capDay: day } = row;
      const conditions = address === undefined || day === undefined ? {} : { cap: { giveBack: { address, day } } };
      return { row: released(row, outcome.kind, now), conditions };
    }
  }
};
