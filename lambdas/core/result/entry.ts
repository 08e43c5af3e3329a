import type { Campaign } from '../campaign/campaign.ts';
import type { Send } from '../send/send.ts';

/**
 * Did somebody enter the campaign by it? Not where the decision itself turned them away, for which all arms are asked
 * alike. What became of the mail later does not matter.
 */
export const isEntered = ({ state, reason, history }: Send): boolean =>
  state !== 'skipped' || history.length > 1 || reason === 'holdout' || reason === 'global_holdout';

/** The one of an entry's rows that stands for the entry: its first step's. */
export const standsForEntry = (row: Send, { name, steps }: Pick<Campaign, 'name' | 'steps'>): boolean =>
  row.campaign === name && row.step === steps[0]?.id;
