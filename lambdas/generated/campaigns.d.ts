import type { CampaignBook } from '../core/campaign/campaign.ts';

/** Built from `campaigns/` by `npx kairos build`. */
declare const campaignBook: CampaignBook;
export default campaignBook;
