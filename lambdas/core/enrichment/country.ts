import type { EventContext } from '../event/event.ts';
import type { Enrichers } from './enrichers.ts';

/** The country that the event says, else the one that its address is routed in. */
export const countryFrom = (
  { country, ip }: EventContext,
  countryOf: Enrichers['countryOf'],
): Pick<EventContext, 'country'> => {
  const found = country ?? (ip === undefined ? undefined : countryOf?.(ip));
  return found === undefined ? {} : { country: found };
};
