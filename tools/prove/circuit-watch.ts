import type { CircuitThresholds } from '../../lambdas/core/send/circuit.ts';
import type { Reception } from '../../lambdas/core/send/sending-health.ts';

/** What a day's mails came to, and whether that allows any more marketing mail. */
export interface CircuitWatch {
  readonly onAdded: (at: number, reception: Reception) => void;
  /** The circuit was closed: it counts anew from then on. */
  readonly onResumed: (at: number) => void;
  /** For how long marketing mail has had to be held at this instant, ms; undefined: it may go. */
  readonly forbiddenFor: (now: number) => number | undefined;
}

const DAY_MS = 86_400_000;

/**
 * The circuit worked out anew from nothing but what was counted: ten bounces or three complaints at the least, and as
 * large a share as the stage allows. Knows neither buckets nor the hold, only when it was lifted.
 */
export const circuitWatch = ({ bounceRate, complaintRate }: CircuitThresholds): CircuitWatch => {
  const added: (Reception & { readonly at: number })[] = [];
  let liftedAt = Number.NEGATIVE_INFINITY;

  const isTooBad = (now: number): boolean => {
    let [mails, bounced, complained] = [0, 0, 0];
    for (const one of added) {
      if (one.at <= liftedAt || one.at <= now - DAY_MS || one.at > now) continue;
      mails += one.mails;
      bounced += one.bounced;
      complained += one.complained;
    }
    return (
      (bounced >= 10 && bounced >= bounceRate * Math.max(mails, bounced)) ||
      (complained >= 3 && complained >= complaintRate * Math.max(mails, complained))
    );
  };

  return {
    onAdded: (at, reception) => void added.push({ at, ...reception }),
    onResumed: (at) => {
      liftedAt = at;
    },
    forbiddenFor: (now) => {
      if (!isTooBad(now)) return undefined;
      // It has been so since the last news by which it became so.
      const since = added.findLast(({ at }) => at <= now && !isTooBad(at - 1))?.at ?? now;
      return now - since;
    },
  };
};
