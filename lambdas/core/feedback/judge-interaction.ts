import type { Instant } from '../event/event.ts';
import type { AgentSign, MailNote } from './mail-note.ts';

/** Nobody has read a mail this soon after it arrived; what filters mail has. */
export const TOO_SOON_MS = 5_000;
/** Nobody follows two different links of a mail within it; what checks links follows all of them. */
export const BURST_MS = 1_000;

/** Why an open or a click is not the person's. */
export type MachineSign = AgentSign | 'too_soon' | 'burst';

export interface MailFacts {
  /** When the recipient's server took it; undefined while SES has not said so. */
  readonly deliveredAt?: Instant;
  /** When SES took it. */
  readonly acceptedAt?: Instant;
  /** All that is known to have been done with the mail. */
  readonly notes: readonly MailNote[];
}

/**
 * Was it a machine, and by which sign? Undefined: a person, as far as anybody can tell. Judged over all that is known,
 * so that what a later event shows of an earlier one counts too. Pure.
 */
export const judgeInteraction = (
  note: MailNote,
  { deliveredAt, acceptedAt, notes }: MailFacts,
): MachineSign | undefined => {
  if (note.agent !== undefined) return note.agent;
  const arrivedAt = deliveredAt ?? acceptedAt;
  if (arrivedAt !== undefined && note.at - arrivedAt < TOO_SOON_MS) return 'too_soon';
  return isInBurst(note, notes) ? 'burst' : undefined;
};

/** Two different links within the time of a burst, and whatever else happened then. */
const isInBurst = ({ at }: MailNote, notes: readonly MailNote[]): boolean => {
  const near = notes.filter((other) => other.kind === 'click' && Math.abs(other.at - at) <= BURST_MS);
  return near.some((one) => near.some((other) => one.link !== other.link && Math.abs(one.at - other.at) <= BURST_MS));
};

/** What picture proxies and prefetchers call themselves. A bare `Mozilla/5.0` is Apple's Mail Privacy Protection. */
const PROXIES = [/^Mozilla\/5\.0$/, /GoogleImageProxy/, /YahooMailProxy/, /Edge\/12\.246 Mozilla\/5\.0$/];

/** What the user agent gives away; `isBot` is a list's word on it. Who says nothing at all is no browser. */
export const agentSignOf = (
  userAgent: string | undefined,
  isBot: (userAgent: string) => boolean,
): AgentSign | undefined => {
  const agent = userAgent?.trim();
  if (agent === undefined || agent === '') return 'bot';
  if (PROXIES.some((proxy) => proxy.test(agent))) return 'proxy';
  return isBot(agent) ? 'bot' : undefined;
};
