import type { CampaignBook } from './campaign.ts';

/** Names of the events that some campaign, draft ones aside, can be triggered by, or has for its goal. */
export const triggersOf = ({ campaigns }: CampaignBook): ReadonlySet<string> =>
  new Set(
    campaigns
      .filter(({ status }) => status !== 'draft')
      .flatMap(({ trigger, goal }) => [trigger.event, ...(goal === undefined ? [] : [goal.did])]),
  );
