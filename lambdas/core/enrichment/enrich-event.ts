import type { CustomerEvent, EventContext } from '../event/event.ts';
import { campaignFrom } from './campaign-parameters.ts';
import { countryFrom } from './country.ts';
import { deviceFrom } from './device.ts';
import type { Enrichers } from './enrichers.ts';
import { exchangeFor } from './shop-currency.ts';

/** The event with what can be told from it, and without what it was told from: address, user agent, page, referrer. */
export const enrichEvent = (event: CustomerEvent, enrichers: Enrichers): CustomerEvent => {
  const exchange = event.type === 'track' ? exchangeFor(event, enrichers.money) : undefined;
  if (exchange === undefined && !hasClues(event.context)) return event;
  const { backfill, locale, timezone } = event.context;
  const context: EventContext = {
    backfill,
    locale,
    timezone,
    ...campaignFrom(event),
    ...countryFrom(event.context, enrichers.countryOf),
    ...deviceFrom(event.context, enrichers.readUserAgent),
  };
  return exchange === undefined || event.type !== 'track' ? { ...event, context } : { ...event, context, exchange };
};

/** Most events of a back end have none of these: they stay as they are. */
const hasClues = ({ userAgent, ip, pageUrl, referrer }: EventContext): boolean =>
  userAgent !== undefined || ip !== undefined || pageUrl !== undefined || referrer !== undefined;
