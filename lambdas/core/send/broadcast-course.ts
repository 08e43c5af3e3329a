import type { Instant } from '../event/event.ts';
import type { Broadcast, BroadcastRun } from './broadcast.ts';

/** Of a campaign's started runs, so many can still be stopped. */
const RUNS_KEPT = 20;

const NOBODY_YET = { read: 0, members: 0, reachable: 0 } as const;

const wasStarted = ({ state }: BroadcastRun): boolean => state === 'running' || state === 'done' || state === 'stopped';

const runOf = ({ campaign: _, revision: __, earlier: ___, ...run }: Broadcast): BroadcastRun => run;

/** The runs that put rows in the ledger, the latest first. */
export const startedRuns = (broadcast: Broadcast): readonly BroadcastRun[] =>
  [runOf(broadcast), ...(broadcast.earlier ?? [])].filter(wasStarted);

/** A new run, which is only counted at first. No run that was started is forgotten over it. */
export const counting = (
  before: Broadcast | undefined,
  asked: Pick<Broadcast, 'campaign' | 'runId' | 'time' | 'by'>,
  now: Instant,
): Broadcast => ({
  ...asked,
  ...NOBODY_YET,
  revision: (before?.revision ?? 0) + 1,
  state: 'counting',
  startedAt: now,
  ...(before && { earlier: startedRuns(before).slice(0, RUNS_KEPT) }),
});

/** Somebody said yes to what was counted: from the first profile on, and due now if its time has come meanwhile. */
export const confirmed = ({ position: _, ...counted }: Broadcast, now: Instant): Broadcast => ({
  ...counted,
  ...NOBODY_YET,
  revision: counted.revision + 1,
  state: 'running',
  time: 'at' in counted.time ? { at: Math.max(counted.time.at, now) } : counted.time,
  startedAt: now,
});

/** Nobody further is planned, of any run. */
export const stopped = ({ earlier, ...broadcast }: Broadcast): Broadcast => ({
  ...broadcast,
  revision: broadcast.revision + 1,
  state: wasStarted(broadcast) ? 'stopped' : 'cancelled',
  ...(earlier && { earlier: earlier.map((run) => ({ ...run, state: 'stopped' })) }),
});

/** The latest run that was started goes on where it was stopped; what was merely counted since is dropped. */
export const resumed = (broadcast: Broadcast): Broadcast | undefined => {
  const [latest, ...earlier] = startedRuns(broadcast);
  if (latest?.state !== 'stopped') return undefined;
  const areAllPlanned = latest.read > 0 && latest.position === undefined;
  const { campaign, revision } = broadcast;
  return { ...latest, campaign, revision: revision + 1, state: areAllPlanned ? 'done' : 'running', earlier };
};
