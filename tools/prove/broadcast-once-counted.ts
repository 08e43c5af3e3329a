import type { CloudClock } from '../cloud/clock.ts';
import type { EmbeddedCloud } from '../cloud/embedded-cloud.ts';
import { broadcastDesk } from '../sending/broadcast-desk.ts';

const AGAIN_MS = 60_000;

/** What a marketer does: has a broadcast counted, and says yes once it is. */
export const broadcastOnceCounted = (
  { book, random, stores: { broadcasts, holds } }: EmbeddedCloud,
  clock: CloudClock,
  campaign: string,
  onStarted: () => void,
): void => {
  const desk = broadcastDesk({ book, broadcasts, holds, clock, random });
  const again = (act: () => void): void => void clock.at(clock.now() + AGAIN_MS, act);
  const start = (): void => {
    desk.start(campaign, { again: true }).then(({ kind }) => (kind === 'done' ? onStarted() : again(start)), onStarted);
  };
  desk.count(campaign, { at: clock.now() }, 'a marketer').then(() => again(start), onStarted);
};
