import type { Instant } from '../event/event.ts';
import { localMinute, minuteOfDay, nextShowing } from '../time/local-time.ts';
import type { Brand } from './campaign.ts';

/**
 * Until when marketing mail waits: the end of the quiet hours that `now` lies in, in the recipient's zone. Undefined:
 * it need not wait, because it is day there, or because somebody who has just been active is awake.
 */
export const quietUntil = (
  hours: Brand['quietHours'],
  zone: string,
  now: Instant,
  lastSeenAt: Instant,
): Instant | undefined => {
  if (hours === undefined || now - lastSeenAt < hours.exceptActiveWithinMs) return undefined;
  const [minute, from, to] = [localMinute(now, zone), minuteOfDay(hours.from), minuteOfDay(hours.to)];
  if (minute === undefined || from === undefined || to === undefined || from === to) return undefined;
  const quiet = from < to ? from <= minute && minute < to : minute >= from || minute < to;
  return quiet ? nextShowing(now, hours.to, zone) : undefined;
};
