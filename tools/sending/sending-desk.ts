import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import { countsSince } from '../../lambdas/core/send/circuit.ts';
import { type Hold, type HoldName, holdOfCampaign, isGeneral, isInForce } from '../../lambdas/core/send/hold.ts';
import type { Reception } from '../../lambdas/core/send/sending-health.ts';
import type { Clock } from '../../lambdas/ports/clock.ts';
import type { SendHolds } from '../../lambdas/ports/send-holds.ts';
import type { SendingHealth } from '../../lambdas/ports/sending-health.ts';

export interface SendingDeskPorts {
  readonly book: CampaignBook;
  readonly holds: SendHolds;
  readonly health: SendingHealth;
  readonly clock: Clock;
}

/** A campaign as its file has it, and what holds it back at run time. */
export interface CampaignStatus {
  readonly name: string;
  readonly status: 'draft' | 'live' | 'paused';
  readonly transactional: boolean;
  readonly hold?: Hold;
}

export interface SendingStatus {
  readonly campaigns: readonly CampaignStatus[];
  /** Of more than one campaign, and in force. */
  readonly holds: readonly Hold[];
  /** Of the last 24 hours, or since the circuit was closed. */
  readonly reception: Reception;
}

/** What a person may do about mail that goes out: see what is held, stop it, let it go on. */
export interface SendingDesk {
  status(): Promise<SendingStatus>;
  /** `unknown`: there is no such campaign. */
  pauseCampaign(name: string, by: string, reason: string): Promise<'done' | 'unknown'>;
  resumeCampaign(name: string, by: string): Promise<'done' | 'unknown' | 'not_paused'>;
  /** All marketing mail. */
  pauseMarketing(by: string, reason: string): Promise<void>;
  /** Lifts every hold that is on more than one campaign, the circuit breaker's too: it counts anew from now on. */
  resumeSending(by: string): Promise<readonly HoldName[]>;
}

export const sendingDesk = ({ book, holds, health, clock }: SendingDeskPorts): SendingDesk => {
  const inForce = async (): Promise<readonly Hold[]> =>
    (await holds.list()).filter((hold) => isInForce(hold, clock.now()));
  const isKnown = (name: string): boolean => book.campaigns.some((campaign) => campaign.name === name);
  const lift = (hold: Hold, by: string) => holds.put({ ...hold, lifted: { at: clock.now(), by } });

  return {
    status: async () => {
      const known = await holds.list();
      const now = clock.now();
      const current = known.filter((hold) => isInForce(hold, now));
      return {
        campaigns: book.campaigns.map(({ name, status, kind }) => {
          const hold = current.find((one) => one.name === holdOfCampaign(name));
          return { name, status, transactional: kind.transactional, ...(hold === undefined ? {} : { hold }) };
        }),
        holds: current.filter(isGeneral),
        reception: await health.since(countsSince(known, now)),
      };
    },
    pauseCampaign: async (name, by, reason) => {
      if (!isKnown(name)) return 'unknown';
      await holds.put({ name: holdOfCampaign(name), at: clock.now(), by, reason });
      return 'done';
    },
    resumeCampaign: async (name, by) => {
      const hold = (await inForce()).find((one) => one.name === holdOfCampaign(name));
      if (hold === undefined) return isKnown(name) ? 'not_paused' : 'unknown';
      await lift(hold, by);
      return 'done';
    },
    pauseMarketing: (by, reason) => holds.put({ name: 'marketing', at: clock.now(), by, reason }),
    resumeSending: async (by) => {
      const lifted = (await inForce()).filter(isGeneral);
      for (const hold of lifted) await lift(hold, by);
      return lifted.map(({ name }) => name);
    },
  };
};
