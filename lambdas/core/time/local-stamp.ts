import type { Instant } from '../event/event.ts';
import { localDay, localMinute } from './local-time.ts';

/** An instant as a person in the zone writes it down: `2026-11-24 10:05 Europe/London`. UTC where there is no such zone. */
export const localStamp = (at: Instant, zone: string): string => {
  const [day, minute] = [localDay(at, zone), localMinute(at, zone)];
  if (day === undefined || minute === undefined) return new Date(at).toISOString();
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${day} ${two(Math.floor(minute / 60))}:${two(minute % 60)} ${zone}`;
};
