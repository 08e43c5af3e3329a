import type { EventContext } from '../event/event.ts';
import type { Enrichers } from './enrichers.ts';

/** Longer than any real one; what is longer is a flood. */
const LONGEST_USER_AGENT = 1_000;

/** Device class, system and browser from the user agent, and whether it is a program's. */
export const deviceFrom = (
  { userAgent }: EventContext,
  readUserAgent: Enrichers['readUserAgent'],
): Pick<EventContext, 'device' | 'bot'> => {
  if (userAgent === undefined || readUserAgent === undefined) return {};
  if (userAgent === '' || userAgent.length > LONGEST_USER_AGENT) return {};
  const { isBot, device } = readUserAgent(userAgent);
  // What a program says of its device is of no use to anybody.
  return isBot ? { bot: true } : { device };
};
