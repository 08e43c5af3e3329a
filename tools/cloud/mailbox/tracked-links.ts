import type { TrackedLink } from './ses-event.ts';

const ANCHOR = /<a\s(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const HREF = /\shref="([^"]*)"/i;
const TAGS = /\sses:tags="([^"]*)"/i;
const NO_TRACK = /\sses:no-track(?=[\s>=])/i;

const unescapeHtml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#34|#39);/g, (entity) => ENTITIES[entity] ?? entity);
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#34;': '"', '&#39;': "'" },
};

const readTags = (text: string): TrackedLink['tags'] =>
  Object.fromEntries(
    text.split(';').flatMap((tag) => {
      const [name = '', value] = tag.split(':');
      return value === undefined ? [] : [[name, [value]]];
    }),
  );

const linkIn = (anchor: string): TrackedLink | undefined => {
  const url = unescapeHtml(HREF.exec(anchor)?.[1] ?? '');
  if (!/^https?:\/\//i.test(url) || NO_TRACK.test(anchor)) return undefined;
  return { url, tags: readTags(TAGS.exec(anchor)?.[1] ?? '') };
};

/**
 * The links of a mail that SES tracks, in their order.
 * Source: https://docs.aws.amazon.com/ses/latest/dg/faqs-metrics.html#sending-metric-faqs-clicks
 */
export const trackedLinks = (html: string): readonly TrackedLink[] =>
  [...html.matchAll(ANCHOR)].flatMap(([anchor]) => linkIn(anchor) ?? []);

/** The mail as it arrives: tracked links lead to `urlOf(place)`, from 0, and nothing of SES's own is left in it. */
export const asDelivered = (html: string, urlOf: (place: number) => string): string => {
  let place = -1;
  return html.replace(ANCHOR, (anchor) => {
    const plain = anchor.replace(TAGS, '').replace(/\sses:no-track(?==?"?"?[\s>])/i, '');
    if (linkIn(anchor) === undefined) return plain;
    place += 1;
    return plain.replace(HREF, () => ` href="${urlOf(place)}"`);
  });
};
