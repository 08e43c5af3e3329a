import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import type { PreferenceLinks } from '../../lambdas/ports/preference-links.ts';
import type { SendEmailPorts } from '../../lambdas/send-email/send-email-ports.ts';
import type { ExplainPorts } from '../explain/explain-person.ts';

/** What the sender reads, and nothing that it writes. */
export interface PreviewPorts
  extends ExplainPorts,
    Pick<SendEmailPorts, 'catalogue' | 'renderer' | 'allowRecipients'> {}

/** A host that is nobody's for good. Source: RFC 2606, 2. */
const NOBODY = 'preview.invalid';

/** Where the preferences of a preview's reader are: nowhere, so that nobody is unsubscribed by looking at it. */
export const DEAD_LINK = `https://${NOBODY}/this-is-a-preview`;

export const deadLinks: PreferenceLinks = { linkFor: async () => DEAD_LINK };

/** The mail program's own button writes to nobody either. */
export const withDeadAddress = (book: CampaignBook): CampaignBook => ({
  ...book,
  brand: { ...book.brand, unsubscribeAddress: `this-is-a-preview@${NOBODY}` },
});
