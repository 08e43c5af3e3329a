import { describe, expect, it } from 'vitest';
import { cloudClock } from '../../../tools/cloud/clock.ts';
import { schedule } from '../../../tools/cloud/schedule.ts';
import { workLoop } from '../../../tools/cloud/work-loop.ts';
import type { Worker } from '../../../tools/cloud/worker.ts';

const MINUTE = 60_000;
const rethrow = (_worker: string, error: unknown) => {
  throw error;
};

describe('the minute rule', () => {
  it('runs at the first whole minute after there is work, and leaves out the minutes before', async () => {
    const clock = cloudClock(0);
    const runs: number[] = [];
    let wakeAt: number | undefined = 90_000_001;
    const worker = schedule({
      name: 'sweep-sends',
      everyMs: MINUTE,
      now: clock.now,
      workFrom: () => wakeAt,
      run: async (at) => {
        runs.push(at);
        wakeAt = undefined;
      },
    });
    const loop = workLoop(clock, [worker], rethrow);
    await loop.advanceTo(100_000_000);
    expect(runs).toEqual([90_060_000]);
  });

  it('runs each minute while work stays undone', async () => {
    const clock = cloudClock(0);
    const runs: number[] = [];
    const worker = schedule({
      name: 'sweep-sends',
      everyMs: MINUTE,
      now: clock.now,
      workFrom: () => 30_000,
      run: async (at) => void runs.push(at),
    });
    await workLoop(clock, [worker], rethrow).advanceTo(3 * MINUTE);
    expect(runs).toEqual([MINUTE, 2 * MINUTE, 3 * MINUTE]);
  });
});

describe('a held cloud', () => {
  it('drains to the last piece of work, however late, and does not wait for background work', async () => {
    const clock = cloudClock(0);
    const done: string[] = [];
    const at: (number | undefined)[] = [5_000, 3_600_000];
    const work: Worker = {
      name: 'work',
      nextDueAt: () => at[0],
      runDue: async () => {
        done.push(`work@${clock.now()}`);
        at.shift();
        return true;
      },
    };
    const learn = schedule({
      name: 'learn',
      everyMs: 1_800_000,
      now: clock.now,
      workFrom: () => 1,
      run: async (instant) => void done.push(`learn@${instant}`),
      background: true,
    });
    await workLoop(clock, [work, learn], rethrow).drain();
    expect(done).toEqual(['work@5000', 'learn@1800000', 'work@3600000', 'learn@3600000']);
    expect(clock.now()).toBe(3_600_000);
  });

  it('moves time for a function that waits out a brown-out', async () => {
    const clock = cloudClock(0);
    let due: number | undefined = 0;
    const worker: Worker = {
      name: 'patient',
      nextDueAt: () => due,
      runDue: async () => {
        due = undefined;
        await clock.sleep(30_000);
        return true;
      },
    };
    await workLoop(clock, [worker], rethrow).settle();
    expect(clock.now()).toBe(30_000);
  });
});
