import type { Brand } from '../campaign/campaign.ts';
import { isOfShop } from './shop-links.ts';

export interface LinkMarks {
  readonly brand: Pick<Brand, 'url' | 'linkParameters'>;
  /** Stand for `{campaign}` and `{step}`. */
  readonly campaign: string;
  readonly step: string;
  /** Whose links are the recipient's own: nobody but them may learn them. */
  readonly ownLink?: string;
}

/** The tag by which SES reports a link: its place among the mail's links, from 1. */
export const LINK_TAG = 'link';

const ANCHOR = /<a\s(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
const WEB = /^https?:\/\//i;
const WEB_IN_TEXT = /https?:\/\/[^\s<>()"']+/gi;

/**
 * The mail's HTML with its links marked for SES: each with its place, so that a click says which one it was; the
 * recipient's own kept from being tracked. Links to the shop get the brand's parameters.
 * Source: https://docs.aws.amazon.com/ses/latest/dg/faqs-metrics.html#sending-metric-faqs-clicks
 */
export const markLinks = (html: string, marks: LinkMarks): string => {
  let place = 0;
  return html.replace(ANCHOR, (anchor) => {
    const [attribute, double, single] = HREF.exec(anchor) ?? [];
    const url = unescapeUrl(double ?? single ?? '');
    if (attribute === undefined || !WEB.test(url)) return anchor;
    if (url === marks.ownLink) return anchor.replace(/^<a/i, '<a ses:no-track');
    place += 1;
    return anchor
      .replace(attribute, () => ` href="${escapeUrl(withParameters(url, marks))}"`)
      .replace(/^<a/i, () => `<a ses:tags="${LINK_TAG}:${place};"`);
  });
};

/** The plain text's links to the shop get the same parameters; nobody tracks them. */
export const markTextLinks = (text: string, marks: LinkMarks): string =>
  text.replace(WEB_IN_TEXT, (url) => (url === marks.ownLink ? url : withParameters(url, marks)));

/** A parameter that the link has already stays as its author wrote it. */
const withParameters = (url: string, { brand, campaign, step }: LinkMarks): string => {
  if (brand.linkParameters === undefined || !isOfShop(url, brand.url)) return url;
  const known = new URL(url).searchParams;
  const added = Object.entries(brand.linkParameters)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => {
      const filled = value.replaceAll('{campaign}', campaign).replaceAll('{step}', step);
      return `${encodeURIComponent(name)}=${encodeURIComponent(filled)}`;
    });
  if (added.length === 0) return url;
  const [, address = url, fragment = ''] = /^([^#]*)(#.*)?$/s.exec(url) ?? [];
  return `${address}${address.includes('?') ? '&' : '?'}${added.join('&')}${fragment}`;
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', quot: '"', lt: '<', gt: '>', '#34': '"', '#39': "'" };
const unescapeUrl = (text: string): string =>
  text.replace(/&(amp|quot|lt|gt|#34|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity).trim();
const escapeUrl = (url: string): string =>
  url.replaceAll('&', '&amp;').replaceAll('"', '&#34;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
