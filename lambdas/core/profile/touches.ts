import type { CustomerEvent } from '../event/event.ts';
import { isNewer } from '../newest-wins.ts';
import type { Profile, Touch } from './profile.ts';
import { stampOf, textOf } from './read-json.ts';

const LONGEST_NAME = 200;

type Touches = Pick<Profile, 'firstTouch' | 'lastTouch'>;

/** Which campaign brought them, first and last. */
export const touchesOf = (event: CustomerEvent): Touches => {
  const { campaign } = event.context;
  if (campaign === undefined) return {};
  const touch: Touch = {
    at: event.at,
    by: stampOf(event),
    source: textOf(campaign.source, LONGEST_NAME),
    medium: textOf(campaign.medium, LONGEST_NAME),
    name: textOf(campaign.name, LONGEST_NAME),
  };
  return { firstTouch: touch, lastTouch: touch };
};

export const mergeTouches = (a: Touches, b: Touches): Touches => ({
  firstTouch: older(a.firstTouch, b.firstTouch),
  lastTouch: newer(a.lastTouch, b.lastTouch),
});

const older = (a?: Touch, b?: Touch): Touch | undefined =>
  a === undefined || b === undefined ? (a ?? b) : isNewer(a, b) ? b : a;
const newer = (a?: Touch, b?: Touch): Touch | undefined =>
  a === undefined || b === undefined ? (a ?? b) : isNewer(a, b) ? a : b;
