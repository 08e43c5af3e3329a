import type { Campaign, CampaignBook } from '../core/campaign/campaign.ts';
import { fromMoney } from '../core/profile/money.ts';
import type { AppliedEvent, ProfileState } from '../core/profile/profile.ts';
import { isEntered, standsForEntry } from '../core/result/entry.ts';
import { type Goal, goalOf, isGoalOf, withGoal } from '../core/result/goal.ts';
import { SENDS_ASKED } from '../core/send/re-entry.ts';
import type { Send, SendId } from '../core/send/send.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import { sendsOfPerson } from '../steps/sends-of-person.ts';

export interface AttributeGoalsPorts {
  readonly book: CampaignBook;
  readonly ledger: Pick<SendLedger, 'ofProfile' | 'load' | 'write'>;
  readonly metrics: Metrics;
}

/** Rows are written under their revisions; losing that race this often means something else is wrong. */
const MOST_TRIES = 10;

/**
 * Writes each goal that a person reached to the entries that it came after, the held-out ones like the others. A goal
 * is in a row once, however often it is reported. `planned` are rows that the index may not show yet.
 */
export const attributeGoals = async (
  ports: AttributeGoalsPorts,
  { profile, applied }: ProfileState,
  planned: readonly Send[],
): Promise<void> => {
  const campaigns = ports.book.campaigns.filter(
    ({ status, goal }) => status !== 'draft' && applied.some(({ name }) => name === goal?.did),
  );
  if (campaigns.length === 0) return;
  const campaignOf = (row: Send): Campaign | undefined => campaigns.find((one) => standsForEntry(row, one));
  const stored = await sendsOfPerson(ports.ledger, profile, SENDS_ASKED);
  // What began a stored entry never changes: most are none of these goals', and need not be read.
  const open = stored.filter((row) => {
    const campaign = campaignOf(row);
    return campaign !== undefined && applied.some((event) => isGoalOf(row, campaign, event));
  });
  const entries = new Map(
    [...planned, ...open].flatMap((row) => {
      const campaign = campaignOf(row);
      return campaign === undefined ? [] : [[row.sendId, campaign] as const];
    }),
  );
  await Promise.all(
    [...entries].map(async ([sendId, campaign]) => {
      for (const event of applied) await attribute(ports, sendId, campaign, event);
    }),
  );
};

const attribute = async (
  { ledger, metrics }: AttributeGoalsPorts,
  sendId: SendId,
  campaign: Campaign,
  event: AppliedEvent,
): Promise<void> => {
  if (event.name !== campaign.goal?.did) return;
  const goal = goalOf(event);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    // As it stands in the ledger: what was decided first counts, whatever a redelivery would decide.
    const row = await ledger.load(sendId);
    const isReached = row !== undefined && isEntered(row) && isGoalOf(row, campaign, event);
    const next = isReached ? withGoal(row, goal) : undefined;
    if (next === undefined) return;
    if ((await ledger.write(next)) !== 'written') continue;
    const isNews = next.goals?.length !== row?.goals?.length;
    if (isNews) countGoal(metrics, next, goal);
    return;
  }
  throw new Error('a send changed too often to be written');
};

const countGoal = (metrics: Metrics, { campaign, arm }: Send, { worth = 0 }: Goal): void => {
  const dimensions = { Campaign: campaign, Arm: arm };
  metrics.count('CampaignGoals', 1, dimensions);
  metrics.count('CampaignRevenue', fromMoney(worth), dimensions);
};
