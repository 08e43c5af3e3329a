import type { Brand, Campaign } from '../core/campaign/campaign.ts';
import { toHeaderText } from '../core/send/header-text.ts';
import { type LinkMarks, markLinks, markTextLinks } from '../core/send/mark-links.ts';
import type { Send } from '../core/send/send.ts';
import type { Mail } from '../ports/mailer.ts';
import type { Rendering } from '../ports/renderer.ts';

/**
 * The mail as SES gets it. No header carries a character that could begin another one, or hide what it says. Marketing
 * mail has a link to its recipient's preferences: with it go the two headers of RFC 8058, each once. Links are marked, so
 * that SES can say which one was followed.
 */
export const composeMail = (
  row: Send,
  campaign: Campaign,
  brand: Brand,
  recipient: { readonly address: string; readonly preferencesLink: string | undefined },
  rendering: Extract<Rendering, { kind: 'rendered' }>,
): Mail => {
  const { preferencesLink } = recipient;
  const marks: LinkMarks = {
    brand,
    campaign: campaign.name,
    step: row.step,
    ...(preferencesLink === undefined ? {} : { ownLink: preferencesLink }),
  };
  return {
    sendId: row.sendId,
    campaign: campaign.name,
    from: { name: toHeaderText(brand.sender.name), address: toHeaderText(brand.sender.address) },
    ...(brand.replyTo === undefined ? {} : { replyTo: toHeaderText(brand.replyTo) }),
    to: recipient.address,
    subject: toHeaderText(rendering.subject),
    html: markLinks(rendering.html, marks),
    text: markTextLinks(rendering.text, marks),
    headers: preferencesLink === undefined ? [] : listHeaders(preferencesLink, brand),
  };
};

/** The mail program's own button. Source: RFC 8058, 3.1; RFC 2369, 3.2. */
const listHeaders = (preferencesLink: string, { unsubscribeAddress }: Brand): Mail['headers'] => [
  {
    name: 'List-Unsubscribe',
    value: toHeaderText(`<${preferencesLink}>, <mailto:${unsubscribeAddress}?subject=unsubscribe>`),
  },
  { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
];
