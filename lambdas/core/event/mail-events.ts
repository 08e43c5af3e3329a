import type { CustomerEvent } from './event.ts';

/** What became of a mail, as events of whom it was for. Source: https://segment.com/docs/connections/spec/email/ */
export const MAIL_EVENTS = [
  'Email Delivered',
  'Email Opened',
  'Email Link Clicked',
  'Email Bounced',
  'Email Marked as Spam',
] as const;
export type MailEventName = (typeof MAIL_EVENTS)[number];

const NAMES: ReadonlySet<string> = new Set(MAIL_EVENTS);

/**
 * Tells of a mail, not of somebody in the shop: a delivery at night wakes nobody, an open begins no session. It counts
 * as a fact, and never as activity.
 */
export const isMailEvent = (event: CustomerEvent): boolean => event.type === 'track' && NAMES.has(event.event);

/** A scanner or a proxy did it, not the person: the lake keeps it, no profile counts it, no campaign begins by it. */
export const isByMachine = (event: CustomerEvent): boolean =>
  event.type === 'track' && isMailEvent(event) && event.properties.machine === true;
