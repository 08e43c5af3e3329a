import type { CampaignBook } from './campaign.ts';

/** Names of the events that some campaign, draft ones aside, can be triggered by. */
export const triggersOf = ({ campaigns }: CampaignBook): ReadonlySet<string> =>
  new Set(campaigns.filter(({ status }) => status !== 'draft').map(({ trigger }) => trigger.event));
