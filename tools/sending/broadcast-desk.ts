import { segmentOfBroadcast } from '../../lambdas/core/campaign/broadcast-trigger.ts';
import type { Campaign, CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import type { Broadcast, BroadcastTime } from '../../lambdas/core/send/broadcast.ts';
import { confirmed, counting, resumed, startedRuns, stopped } from '../../lambdas/core/send/broadcast-course.ts';
import { holdOfRun, isInForce } from '../../lambdas/core/send/hold.ts';
import type { Broadcasts } from '../../lambdas/ports/broadcasts.ts';
import type { Clock, Random } from '../../lambdas/ports/clock.ts';
import type { SendHolds } from '../../lambdas/ports/send-holds.ts';
import { againMistake, timeMistake, tooLateMistake } from './broadcast-mistakes.ts';

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
  /** Mails those who were counted, or who belong to the segment by now; `again`: those too who got it in an earlier run. */
  start(campaign: string, given?: { readonly again?: boolean }): Promise<Answer>;
  /** Plans nobody further, of any run of the campaign, and holds what waits until it expires. */
  stop(campaign: string, by: string): Promise<Answer>;
  /** Goes on with the run that was stopped: nobody whom it mailed is mailed again. */
  resume(campaign: string, by: string): Promise<Answer>;
}

export interface BroadcastDeskPorts {
  readonly book: CampaignBook;
  readonly broadcasts: Broadcasts;
  readonly holds: SendHolds;
  readonly clock: Clock;
  readonly random: Random;
}

/** Each page of a run that is under way is a write of the same record. */
const MOST_TRIES = 20;

const refused = (why: string): Answer => ({ kind: 'refused', why });
const CHANGED = refused('somebody else changed it just now: look again and ask again.');

export const broadcastDesk = ({ book, broadcasts, holds, clock, random }: BroadcastDeskPorts): BroadcastDesk => {
  const latest = async (campaign: string): Promise<Broadcast | undefined> =>
    (await broadcasts.list()).find((one) => one.campaign === campaign);
  const save = async (broadcast: Broadcast): Promise<Answer> =>
    (await broadcasts.save(broadcast)) === 'saved' ? { kind: 'done', broadcast } : CHANGED;
  /** Writes what `change` makes of the record, however often a run under way writes it meanwhile. */
  const saveChange = async (
    name: string,
    change: (found: Broadcast) => Broadcast | undefined | Promise<Broadcast | undefined>,
  ): Promise<Answer> => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const found = await latest(name);
      const next = found && (await change(found));
      if (next === undefined) return CHANGED;
      const answer = await save(next);
      if (answer.kind === 'done') return answer;
    }
    return CHANGED;
  };
  const campaignOf = (name: string): Campaign | string => {
    const ofBroadcasts = book.campaigns.filter((one) => segmentOfBroadcast(one) !== undefined);
    const names = ofBroadcasts.map((one) => one.name).join(', ');
    const campaign = ofBroadcasts.find((one) => one.name === name);
    if (campaign === undefined)
      return `${name} is no broadcast; there are: ${names || 'none (trigger: { broadcast: SEGMENT })'}.`;
    return campaign.status === 'live' ? campaign : `${name} is ${campaign.status}: set status: live and deploy.`;
  };

  return {
    status: () => broadcasts.list(),
    count: async (name, when, by) => {
      const campaign = campaignOf(name);
      if (typeof campaign === 'string') return refused(campaign);
      const now = clock.now();
      const time = when === 'now' ? { at: now } : when;
      const mistake = timeMistake(time, book.brand.zone, now);
      if (mistake !== undefined) return refused(mistake);
      const before = await latest(name);
      if (before?.state === 'running') return refused(`${name} is running: wait until it is done, or stop it first.`);
      return save(counting(before, { campaign: name, runId: random.id(), time, by }, now));
    },
    start: async (name, { again = false } = {}) => {
      const counted = await latest(name);
      if (counted?.state !== 'counted') return refused(`${name} has not been counted: count it first.`);
      const now = clock.now();
      // One instant that has passed since the count is now; a clock time is another day's.
      const mistake =
        (again ? undefined : againMistake(counted)) ??
        ('local' in counted.time ? timeMistake(counted.time, book.brand.zone, now) : undefined);
      return mistake === undefined ? save(confirmed(counted, now)) : refused(mistake);
    },
    stop: async (name, by) => {
      if ((await latest(name)) === undefined) return refused(`${name} was never started.`);
      const hold = { at: clock.now(), by, reason: 'the broadcast was stopped' };
      return saveChange(name, async (found) => {
        const runs = [found, ...(found.earlier ?? [])].filter(({ state }) => state !== 'stopped');
        // First the holds: a crash between leaves nobody mailed.
        for (const { runId } of runs) await holds.put({ ...hold, name: holdOfRun(runId) });
        return stopped(found);
      });
    },
    resume: async (name, by) => {
      const campaign = campaignOf(name);
      if (typeof campaign === 'string') return refused(campaign);
      const broadcast = await latest(name);
      const [run] = broadcast === undefined ? [] : startedRuns(broadcast);
      if (broadcast === undefined || run === undefined) return refused(`${name} was never started.`);
      const now = clock.now();
      const hold = (await holds.list()).find((one) => one.name === holdOfRun(run.runId) && isInForce(one, now));
      if (run.state !== 'stopped' && hold === undefined)
        return refused(`${name} is ${run.state}: only what was stopped can be resumed.`);
      const mistake = tooLateMistake(run, campaign, book.brand.zone, now);
      if (mistake !== undefined) return refused(mistake);
      const goOn = (found: Broadcast): Broadcast | undefined => {
        const next = resumed(found);
        return next?.runId === run.runId ? next : undefined;
      };
      const answer = run.state === 'stopped' ? await saveChange(name, goOn) : { kind: 'done' as const, broadcast };
      // Last the hold: a crash between leaves nobody mailed, and may be asked again.
      if (answer.kind === 'done' && hold !== undefined) await holds.put({ ...hold, lifted: { at: now, by } });
      return answer;
    },
  };
};
