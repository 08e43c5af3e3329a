import type { Brand, Campaign } from '../core/campaign/campaign.ts';
import { toHeaderText } from '../core/send/header-text.ts';
import type { Send } from '../core/send/send.ts';
import type { Mail } from '../ports/mailer.ts';
import type { Rendering } from '../ports/renderer.ts';
import { unsubscribeLink } from './gather-content.ts';

/** The mail as SES gets it. No header carries a character that could begin another one, or hide what it says. */
export const composeMail = (
  row: Send,
  campaign: Campaign,
  brand: Brand,
  to: string,
  rendering: Extract<Rendering, { kind: 'rendered' }>,
): Mail => ({
  sendId: row.sendId,
  campaign: campaign.name,
  from: { name: toHeaderText(brand.sender.name), address: toHeaderText(brand.sender.address) },
  ...(brand.replyTo === undefined ? {} : { replyTo: toHeaderText(brand.replyTo) }),
  to,
  subject: toHeaderText(rendering.subject),
  html: rendering.html,
  text: rendering.text,
  headers: campaign.kind.transactional
    ? []
    : [{ name: 'List-Unsubscribe', value: `<${toHeaderText(unsubscribeLink(brand))}>` }],
});
