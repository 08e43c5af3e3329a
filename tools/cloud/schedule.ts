import type { Instant } from '../../lambdas/core/event/event.ts';
import type { Worker } from './worker.ts';

export interface ScheduleProps {
  readonly name: string;
  readonly everyMs: number;
  readonly now: () => Instant;
  /** The earliest instant at which a run has anything to do; undefined: there is nothing to wait for. */
  readonly workFrom: () => Instant | undefined;
  readonly run: (scheduledFor: Instant) => Promise<unknown>;
  readonly background?: boolean;
}

/**
 * An EventBridge rule. Ticks at which nothing would be done are left out, which no one can tell from runs that do
 * nothing, and which lets a year be replayed in seconds.
 */
export const schedule = (props: ScheduleProps): Worker => {
  let last = Number.NEGATIVE_INFINITY;
  const tickFrom = (instant: Instant): Instant => Math.ceil(instant / props.everyMs) * props.everyMs;
  const nextDueAt = (): Instant | undefined => {
    const from = props.workFrom();
    if (from === undefined) return undefined;
    const tick = tickFrom(from);
    // A tick that was missed is made up for by the next one, as EventBridge does, and never at once.
    return Math.max(tick, last === Number.NEGATIVE_INFINITY ? tick : last + props.everyMs);
  };
  return {
    name: props.name,
    background: props.background ?? false,
    nextDueAt,
    runDue: async () => {
      const due = nextDueAt();
      if (due === undefined || due > props.now()) return false;
      last = Math.floor(props.now() / props.everyMs) * props.everyMs;
      await props.run(last);
      return true;
    },
  };
};
