import { segmentOfBroadcast } from '../../lambdas/core/campaign/broadcast-trigger.ts';
import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import type { Broadcast, BroadcastTime } from '../../lambdas/core/send/broadcast.ts';
import { holdOfRun } from '../../lambdas/core/send/hold.ts';
import type { Broadcasts } from '../../lambdas/ports/broadcasts.ts';
import type { Clock, Random } from '../../lambdas/ports/clock.ts';
import type { SendHolds } from '../../lambdas/ports/send-holds.ts';
import { isWallTime } from './wall-time.ts';

export type Answer =
  | { readonly kind: 'done'; readonly broadcast: Broadcast }
  /** A sentence for whoever asked. */
  | { readonly kind: 'refused'; readonly why: string };

/** `now`: by the clock of whoever mails, not of whoever asks. */
export type BroadcastWhen = BroadcastTime | 'now';

/** What a person may do about broadcasts. Nothing is mailed before it was counted and somebody said yes. */
export interface BroadcastDesk {
  status(): Promise<readonly Broadcast[]>;
  /** Begins to count whom it would reach. */
  count(campaign: string, when: BroadcastWhen, by: string): Promise<Answer>;
  /** Mails those who were counted, or who belong to the segment by now. */
  start(campaign: string): Promise<Answer>;
  /** Plans nobody further, and holds what waits until it expires. */
  stop(campaign: string, by: string): Promise<Answer>;
}

export interface BroadcastDeskPorts {
  readonly book: CampaignBook;
  readonly broadcasts: Broadcasts;
  readonly holds: SendHolds;
  readonly clock: Clock;
  readonly random: Random;
}

const refused = (why: string): Answer => ({ kind: 'refused', why });

export const broadcastDesk = ({ book, broadcasts, holds, clock, random }: BroadcastDeskPorts): BroadcastDesk => {
  const latest = async (campaign: string): Promise<Broadcast | undefined> =>
    (await broadcasts.list()).find((one) => one.campaign === campaign);
  const save = async (broadcast: Broadcast): Promise<Answer> =>
    (await broadcasts.save(broadcast)) === 'saved'
      ? { kind: 'done', broadcast }
      : refused('somebody else changed it just now: look again and ask again.');

  return {
    status: () => broadcasts.list(),
    count: async (name, when, by) => {
      const time = when === 'now' ? { at: clock.now() } : when;
      const names = book.campaigns.filter((one) => segmentOfBroadcast(one) !== undefined).map((one) => one.name);
      const campaign = book.campaigns.find((one) => one.name === name);
      if (campaign === undefined || !names.includes(name))
        return refused(
          `${name} is no broadcast; there are: ${names.join(', ') || 'none (trigger: { broadcast: SEGMENT })'}.`,
        );
      if (campaign.status !== 'live') return refused(`${name} is ${campaign.status}: set status: live and deploy.`);
      if ('local' in time && !isWallTime(time.local))
        return refused(`no clock shows "${time.local}": say it as "2026-12-01 09:00".`);
      const before = await latest(name);
      if (before?.state === 'running') return refused(`${name} is running: stop it first.`);
      return save({
        ...{ campaign: name, runId: random.id(), revision: (before?.revision ?? 0) + 1, time, state: 'counting', by },
        ...{ startedAt: clock.now(), read: 0, members: 0, reachable: 0 },
      });
    },
    start: async (name) => {
      const counted = await latest(name);
      if (counted?.state !== 'counted') return refused(`${name} has not been counted: count it first.`);
      const { position: _, ...rest } = counted;
      const time = 'at' in counted.time ? { at: Math.max(counted.time.at, clock.now()) } : counted.time;
      return save({
        ...rest,
        ...{ revision: counted.revision + 1, state: 'running', time, startedAt: clock.now() },
        ...{ read: 0, members: 0, reachable: 0 },
      });
    },
    stop: async (name, by) => {
      const broadcast = await latest(name);
      if (broadcast === undefined) return refused(`${name} was never started.`);
      // First the hold: a crash between the two leaves nobody mailed.
      await holds.put({ name: holdOfRun(broadcast.runId), at: clock.now(), by, reason: 'the broadcast was stopped' });
      return save({ ...broadcast, revision: broadcast.revision + 1, state: 'stopped' });
    },
  };
};
