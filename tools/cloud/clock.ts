import type { Instant } from '../../lambdas/core/event/event.ts';
import type { Clock } from '../../lambdas/ports/clock.ts';

interface Timer {
  readonly at: Instant;
  readonly order: number;
  readonly fire: () => void | Promise<void>;
}

/** A clock that is moved by hand until it is released, and from then on keeps up with the wall. It never runs back. */
export interface CloudClock extends Clock {
  /** Calls `fire` once, when the clock shows `instant`. Returns how to call it off. */
  at(instant: Instant, fire: () => void | Promise<void>): () => void;
  /** While held: fires what falls due until `instant`, in order of time and then of setting, awaiting each. */
  advanceTo(instant: Instant): Promise<void>;
  nextTimerAt(): Instant | undefined;
  /** Calls of `sleep` that have not ended. */
  sleepers(): number;
  /** From now on real time passes. The clock goes on from where it stood, or from the wall's time if that is later. */
  release(): void;
  /** Once released: jumps forward by `ms`; what falls due on the way fires at once. */
  skip(ms: number): Promise<void>;
  readonly isHeld: () => boolean;
  /** Calls off every timer, and sets none any more, so that the process can end whatever a function still waits for. */
  stop(): void;
}

/** The wall, as the clock needs it: tests pass a fake one. */
export interface Wall {
  now(): Instant;
  /** Returns how to call it off. */
  after(ms: number, fire: () => void): () => void;
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export const systemWall: Wall = {
  now: () => Date.now(),
  after: (ms, fire) => {
    const handle = setTimeout(fire, Math.min(ms, LONGEST_TIMEOUT_MS));
    return () => clearTimeout(handle);
  },
};

/** Starts held at `start`. */
export const cloudClock = (start: Instant, wall: Wall = systemWall): CloudClock => {
  let latest = start;
  /** Wall time plus this is the clock's; undefined while held. */
  let offsetMs: number | undefined;
  let timers: Timer[] = [];
  let set = 0;
  let sleeping = 0;
  let isStopped = false;
  let disarm: (() => void) | undefined;

  const now = (): Instant => {
    if (offsetMs !== undefined) latest = Math.max(latest, wall.now() + offsetMs);
    return latest;
  };
  const takeDue = (until: Instant): Timer | undefined => {
    const first = timers[0];
    if (first === undefined || first.at > until) return undefined;
    timers = timers.slice(1);
    return first;
  };
  const fireDue = async (): Promise<void> => {
    for (let timer = takeDue(now()); timer !== undefined; timer = takeDue(now())) await timer.fire();
    arm();
  };
  const arm = (): void => {
    disarm?.();
    disarm = undefined;
    const first = timers[0];
    if (offsetMs === undefined || first === undefined || isStopped) return;
    disarm = wall.after(Math.max(0, first.at - now()), () => void fireDue());
  };
  const at: CloudClock['at'] = (instant, fire) => {
    const timer = { at: instant, order: set++, fire };
    timers = [...timers, timer].sort((a, b) => a.at - b.at || a.order - b.order);
    arm();
    return () => {
      timers = timers.filter((other) => other !== timer);
      arm();
    };
  };
  return {
    now,
    at,
    sleep: (ms) => {
      sleeping += 1;
      return new Promise((resolve) => {
        at(now() + Math.max(0, ms), () => {
          sleeping -= 1;
          resolve();
        });
      });
    },
    advanceTo: async (instant) => {
      if (offsetMs !== undefined) throw new Error('a released clock follows the wall; use skip');
      for (let timer = takeDue(instant); timer !== undefined; timer = takeDue(instant)) {
        latest = Math.max(latest, timer.at);
        await timer.fire();
      }
      latest = Math.max(latest, instant);
    },
    nextTimerAt: () => timers[0]?.at,
    sleepers: () => sleeping,
    release: () => {
      offsetMs ??= Math.max(0, latest - wall.now());
      arm();
    },
    skip: async (ms) => {
      if (offsetMs === undefined) throw new Error('a held clock is moved with advanceTo');
      if (!(ms >= 0)) throw new RangeError('a clock never runs back');
      offsetMs += ms;
      await fireDue();
    },
    isHeld: () => offsetMs === undefined,
    stop: () => {
      isStopped = true;
      timers = [];
      arm();
    },
  };
};
