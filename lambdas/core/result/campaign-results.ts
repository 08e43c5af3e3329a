import type { CampaignBook } from '../campaign/campaign.ts';
import { engagementOf, isOpened } from '../feedback/engagement.ts';
import type { Money } from '../profile/profile.ts';
import type { Arm, Send } from '../send/send.ts';
import { isEntered, standsForEntry } from './entry.ts';
import type { Goal } from './goal.ts';

/** What came of one arm of a campaign. Counted in the ledger, not estimated; whether arms differ by chance is not asked. */
export interface ArmResult {
  readonly arm: Arm;
  readonly entries: number;
  /** Entries of which at least one step's mail was taken by SES; of those, by people and by the furthest they went. */
  readonly mailed: number;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  /** Orders, or other goals, each once. */
  readonly goals: number;
  readonly revenue: Money;
}

export interface CampaignResult {
  readonly campaign: string;
  readonly goal?: { readonly did: string; readonly withinMs: number };
  /** Treated first; an arm that nobody is in is not there. */
  readonly arms: readonly ArmResult[];
}

const ARMS: readonly Arm[] = ['treated', 'holdout', 'global_holdout'];

/** The results of every campaign that anybody entered, by name. A pure fold over the rows, in any order. */
export const resultsOf = (
  { campaigns }: Pick<CampaignBook, 'campaigns'>,
  rows: Iterable<Send>,
): readonly CampaignResult[] => {
  const byCampaign = Map.groupBy(rows, ({ campaign }) => campaign);
  return campaigns
    .map((campaign) => {
      const own = byCampaign.get(campaign.name) ?? [];
      const entries = own.filter((row) => standsForEntry(row, campaign) && isEntered(row));
      const mails = Map.groupBy(own, ({ entryKey }) => entryKey);
      const goals = goalsByArm(entries);
      const arms = ARMS.flatMap((arm) => {
        const entered = entries.filter((row) => row.arm === arm);
        if (entered.length === 0) return [];
        const furthest = entered.map(({ entryKey }) => furthestOf(mails.get(entryKey) ?? []));
        return [{ arm, entries: entered.length, ...sumOf(furthest), ...goals(arm) }];
      });
      return { campaign: campaign.name, ...(campaign.goal === undefined ? {} : { goal: campaign.goal }), arms };
    })
    .filter(({ arms }) => arms.length > 0)
    .sort((a, b) => (a.campaign < b.campaign ? -1 : 1));
};

/** An order after several entries counts once: for the last one before it. */
const goalsByArm = (entries: readonly Send[]) => {
  const last = new Map<string, { readonly entry: Send; readonly goal: Goal }>();
  for (const entry of entries)
    for (const goal of entry.goals ?? []) {
      const known = last.get(goal.id)?.entry;
      if (known === undefined || isLater(entry, known)) last.set(goal.id, { entry, goal });
    }
  return (arm: Arm): Pick<ArmResult, 'goals' | 'revenue'> => {
    const own = [...last.values()].filter(({ entry }) => entry.arm === arm);
    return { goals: own.length, revenue: own.reduce((sum, { goal }) => sum + (goal.worth ?? 0), 0) };
  };
};

const isLater = (a: Send, b: Send): boolean =>
  a.trigger.at > b.trigger.at || (a.trigger.at === b.trigger.at && a.sendId > b.sendId);

type Furthest = { readonly [step in 'mailed' | 'delivered' | 'opened' | 'clicked']: boolean };

const furthestOf = (rows: readonly Send[]): Furthest => {
  const engagements = rows.map(engagementOf);
  return {
    mailed: rows.some(({ state }) => ['sent', 'delivered', 'bounced', 'complained'].includes(state)),
    delivered: rows.some(({ state, deliveredAt }) => state === 'delivered' || deliveredAt !== undefined),
    opened: engagements.some(isOpened),
    clicked: engagements.some(({ clicks }) => clicks.count > 0),
  };
};

const sumOf = (furthest: readonly Furthest[]): Record<keyof Furthest, number> => ({
  mailed: furthest.filter(({ mailed }) => mailed).length,
  delivered: furthest.filter(({ delivered }) => delivered).length,
  opened: furthest.filter(({ opened }) => opened).length,
  clicked: furthest.filter(({ clicked }) => clicked).length,
});
