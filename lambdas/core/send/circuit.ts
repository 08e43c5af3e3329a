import type { Instant } from '../event/event.ts';
import { type Hold, isInForce } from './hold.ts';
import type { Reception } from './sending-health.ts';

/** Shares of mails, 0 to 1, at which marketing mail stops: below those at which SES reviews an account. */
export interface CircuitThresholds {
  readonly bounceRate: number;
  readonly complaintRate: number;
}

/** How far back reception counts. */
export const WINDOW_MS = 86_400_000;
/** Fewer than these say nothing of a rate: one complaint of ten mails is no 10 %. */
const FEWEST = { bounced: 10, complained: 3 };
/** It closes well below where it opened: at half the threshold. */
const CLOSES_AT = 0.5;

export const CIRCUIT_BREAKER = 'circuit-breaker';

/** Since when mails count: a day, or since somebody said that all is well again. */
export const countsSince = (holds: readonly Hold[], now: Instant): Instant =>
  Math.max(now - WINDOW_MS, holds.find(({ name }) => name === 'circuit')?.lifted?.at ?? Number.NEGATIVE_INFINITY);

/** The circuit's hold as it has to be put now; undefined where all stays as it is. Pure. */
export const nextCircuit = (
  holds: readonly Hold[],
  reception: Reception,
  thresholds: CircuitThresholds,
  now: Instant,
): Hold | undefined => {
  const circuit = holds.find(({ name }) => name === 'circuit');
  const isOpen = circuit !== undefined && isInForce(circuit, now);
  const reason = reasonToOpen(reception, thresholds);
  if (!isOpen && reason !== undefined) return { name: 'circuit', at: now, by: CIRCUIT_BREAKER, reason };
  if (isOpen && isCalm(reception, thresholds)) return { ...circuit, lifted: { at: now, by: CIRCUIT_BREAKER } };
  return undefined;
};

const rate = (bad: number, { mails }: Reception): number => bad / Math.max(mails, bad);

const reasonToOpen = (reception: Reception, { bounceRate, complaintRate }: CircuitThresholds): string | undefined => {
  const { bounced, complained, mails } = reception;
  if (bounced >= FEWEST.bounced && rate(bounced, reception) >= bounceRate)
    return `${bounced} of ${mails} mails bounced: ${percent(rate(bounced, reception))}, and it opens at ${percent(bounceRate)}`;
  if (complained >= FEWEST.complained && rate(complained, reception) >= complaintRate)
    return `${complained} complaints about ${mails} mails: ${percent(rate(complained, reception))}, and it opens at ${percent(complaintRate)}`;
  return undefined;
};

const isCalm = (reception: Reception, { bounceRate, complaintRate }: CircuitThresholds): boolean =>
  [
    { bad: reception.bounced, fewest: FEWEST.bounced, threshold: bounceRate },
    { bad: reception.complained, fewest: FEWEST.complained, threshold: complaintRate },
  ].every(({ bad, fewest, threshold }) => bad < fewest || rate(bad, reception) < threshold * CLOSES_AT);

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
