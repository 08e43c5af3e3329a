import type { Send } from '../core/send/send.ts';
import type { SendLedger, WriteConditions, WriteOutcome } from '../ports/send-ledger.ts';

/**
 * Writes a claim, and finds out whether it was made where the answer was lost: the random claim id in the stored row
 * says whose it is. Only `written` allows a call to SES.
 */
export const writeClaim = async (
  ledger: SendLedger,
  claim: Send,
  conditions: WriteConditions,
): Promise<WriteOutcome> => {
  const isMine = async () => {
    const stored = await ledger.load(claim.sendId);
    return stored?.state === 'claimed' && stored.claimId === claim.claimId;
  };
  let outcome: WriteOutcome;
  try {
    outcome = await ledger.write(claim, conditions);
  } catch (error) {
    if (await isMine()) return 'written';
    throw error;
  }
  return outcome === 'row_changed' && (await isMine()) ? 'written' : outcome;
};
