import { fromMoney } from '../../lambdas/core/profile/money.ts';
import { type ArmResult, type CampaignResult, resultsOf } from '../../lambdas/core/result/campaign-results.ts';
import type { EmbeddedCloud } from './embedded-cloud.ts';

/** As the API gives it: revenue in the currency's unit. */
export interface ShownResult extends Omit<CampaignResult, 'arms'> {
  readonly arms: readonly ArmResult[];
}

/** What came of every campaign that somebody entered, by arm: counted in the ledger, when it is asked. */
export const shownResults = ({ book, stores }: Pick<EmbeddedCloud, 'book' | 'stores'>): readonly ShownResult[] =>
  resultsOf(book, stores.ledger.rows.values()).map((result) => ({
    ...result,
    arms: result.arms.map((arm) => ({ ...arm, revenue: fromMoney(arm.revenue) })),
  }));
