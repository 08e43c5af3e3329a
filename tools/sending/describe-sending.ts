import type { Hold } from '../../lambdas/core/send/hold.ts';
import type { SendingStatus } from './sending-desk.ts';

const WHAT: Readonly<Record<string, string>> = {
  marketing: 'All marketing mail is paused',
  circuit: 'The circuit is open: marketing mail is held',
  ses: 'SES takes no mail: everything is held',
};

const since = ({ at, by, reason, until }: Hold): string =>
  `since ${new Date(at).toISOString().slice(0, 16)}Z by ${by}: ${reason}${
    until === undefined ? '' : ` (until ${new Date(until).toISOString().slice(0, 16)}Z)`
  }`;

/** For a person at a terminal, a line each. */
export const describeSending = ({ campaigns, holds, reception }: SendingStatus): readonly string[] => [
  ...campaigns.map(({ name, status, hold }) =>
    hold === undefined ? `${name.padEnd(24)} ${status}` : `${name.padEnd(24)} paused, ${since(hold)}`,
  ),
  '',
  ...(holds.length === 0
    ? ['Nothing else is held.']
    : holds.map((hold) => `${WHAT[hold.name] ?? hold.name}, ${since(hold)}`)),
  `Received: ${reception.mails} mails, ${reception.bounced} bounced, ${reception.complained} complaints, of the last 24 hours or since the circuit was closed.`,
];
