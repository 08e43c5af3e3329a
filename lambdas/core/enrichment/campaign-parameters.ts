import type { CustomerEvent, EventContext } from '../event/event.ts';

type Campaign = EventContext['campaign'];

const LONGEST = 100;
const LONGEST_URL = 4_000;

/** Ad networks put an id of their own on the link where nobody put campaign parameters. */
const CLICK_IDS: readonly (readonly [parameter: string, source: string])[] = [
  ['gclid', 'google'],
  ['msclkid', 'bing'],
];
const SEARCH = /(?:^|\.)(google|bing|duckduckgo|ecosia|qwant|yahoo|yandex|baidu|startpage)\.[a-z.]{2,6}$/;

/**
 * What brought somebody to the page: what the event says of its campaign; else `utm_…` or an ad's click id in the
 * page's address; else, where a page was opened, the other site that it was opened from.
 */
export const campaignFrom = (event: CustomerEvent): Pick<EventContext, 'campaign'> => {
  const { campaign, pageUrl, referrer } = event.context;
  if (campaign?.source !== undefined || campaign?.name !== undefined || campaign?.medium !== undefined)
    return { campaign };
  const found = fromAddress(pageUrl) ?? (event.type === 'page' ? fromReferrer(pageUrl, referrer) : undefined);
  return found === undefined ? {} : { campaign: found };
};

const fromAddress = (pageUrl: string | undefined): Campaign => {
  // Nearly every page's address has neither: it is not worth parsing then.
  if (pageUrl === undefined || pageUrl.length > LONGEST_URL || !/[?&](?:utm_|gclid|msclkid)/.test(pageUrl))
    return undefined;
  const parameters = new URLSearchParams(pageUrl.slice(pageUrl.indexOf('?') + 1).split('#', 1)[0]);
  const parameter = (name: string): string | undefined => parameters.get(name)?.slice(0, LONGEST) || undefined;
  const [source, medium, name] = [parameter('utm_source'), parameter('utm_medium'), parameter('utm_campaign')];
  if (source !== undefined || medium !== undefined || name !== undefined) return { source, medium, name };
  const [, network] = CLICK_IDS.find(([id]) => parameters.has(id)) ?? [];
  return network === undefined ? undefined : { source: network, medium: 'cpc' };
};

const fromReferrer = (pageUrl: string | undefined, referrer: string | undefined): Campaign => {
  const [own, other] = [hostOf(pageUrl), hostOf(referrer)];
  if (own === undefined || other === undefined || own === other) return undefined;
  const [, engine] = SEARCH.exec(other) ?? [];
  return engine === undefined
    ? { source: other.slice(0, LONGEST), medium: 'referral' }
    : { source: engine, medium: 'organic' };
};

const hostOf = (address: string | undefined): string | undefined =>
  address === undefined || address.length > LONGEST_URL
    ? undefined
    : /^https?:\/\/(?:www\.)?([^/?#:@]+)(?:[:/?#]|$)/i.exec(address)?.[1]?.toLowerCase();
