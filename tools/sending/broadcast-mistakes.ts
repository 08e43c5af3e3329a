import type { Campaign } from '../../lambdas/core/campaign/campaign.ts';
import type { Instant } from '../../lambdas/core/event/event.ts';
import { type Broadcast, type BroadcastRun, type BroadcastTime, dueIn } from '../../lambdas/core/send/broadcast.ts';
import { startedRuns } from '../../lambdas/core/send/broadcast-course.ts';
import { isWallTime } from './wall-time.ts';

const isoOf = (at: Instant): string => new Date(at).toISOString();

/** Why nothing can be mailed at that time; undefined where it can. `zone` is the brand's. */
export const timeMistake = (time: BroadcastTime, zone: string, now: Instant): string | undefined => {
  if ('at' in time) return time.at < now ? `${isoOf(time.at)} is past: say a later time, or --now.` : undefined;
  if (!isWallTime(time.local)) return `no clock shows "${time.local}": say it as "2026-12-01 09:00".`;
  const at = dueIn(time, zone);
  return at !== undefined && at < now
    ? `"${time.local}" is past by the brand’s clock (${zone}): say a later time, or --now.`
    : undefined;
};

/** A run before, as it is told to whoever would mail those people once more. */
export const tellRun = ({ startedAt, by, reachable, state }: BroadcastRun): string =>
  `of ${isoOf(startedAt).slice(0, 16)}Z by ${by}, to ${reachable} addresses, ${state}`;

/** Why it must be said that people are to be mailed again; undefined where nobody was mailed before. */
export const againMistake = (broadcast: Broadcast): string | undefined => {
  const runs = startedRuns(broadcast);
  const [latest] = runs;
  if (latest === undefined) return undefined;
  const goOn =
    latest.state === 'stopped' ? '--resume goes on with the one that was stopped, and mails nobody twice; ' : '';
  return `${broadcast.campaign} was mailed before (${runs.map(tellRun).join('; ')}): ${goOn}--again mails everybody, those too who got it then.`;
};

/** Why going on with a run would mail nobody any more; undefined where it would. */
export const tooLateMistake = (
  { time }: BroadcastRun,
  { name, maxAgeMs }: Campaign,
  zone: string,
  now: Instant,
): string | undefined => {
  const dueAt = dueIn(time, zone);
  return dueAt !== undefined && now - dueAt > maxAgeMs
    ? `its mails were due at ${isoOf(dueAt)}, longer ago than ${name}’s maxAge: nobody would get one. Start a new run: --again.`
    : undefined;
};
