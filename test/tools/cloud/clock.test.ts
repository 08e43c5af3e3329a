import { describe, expect, it } from 'vitest';
import { cloudClock, type Wall } from '../../../tools/cloud/clock.ts';

/** A wall clock that only moves when told to. */
const fakeWall = (start: number) => {
  let now = start;
  let armed: { at: number; fire: () => void } | undefined;
  const wall: Wall = {
    now: () => now,
    after: (ms, fire) => {
      const mine = { at: now + ms, fire };
      armed = mine;
      return () => {
        if (armed === mine) armed = undefined;
      };
    },
  };
  const pass = (ms: number) => {
    now += ms;
    if (armed === undefined || armed.at > now) return;
    const { fire } = armed;
    armed = undefined;
    fire();
  };
  return { wall, pass, armed: () => armed };
};

describe('a held clock', () => {
  it('fires due timers in order of time, then in order of setting, and shows each its own time', async () => {
    const clock = cloudClock(1_000);
    const fired: string[] = [];
    clock.at(3_000, () => void fired.push(`c@${clock.now()}`));
    clock.at(2_000, () => void fired.push(`a@${clock.now()}`));
    clock.at(2_000, () => void fired.push(`b@${clock.now()}`));
    clock.at(9_000, () => void fired.push('never'));
    await clock.advanceTo(5_000);
    expect(fired).toEqual(['a@2000', 'b@2000', 'c@3000']);
    expect(clock.now()).toBe(5_000);
  });

  it('awaits each timer before the next, and fires one that a timer sets', async () => {
    const clock = cloudClock(0);
    const fired: string[] = [];
    clock.at(10, async () => {
      await Promise.resolve();
      fired.push('first');
      clock.at(15, () => void fired.push('between'));
    });
    clock.at(20, () => void fired.push('last'));
    await clock.advanceTo(30);
    expect(fired).toEqual(['first', 'between', 'last']);
  });

  it('never runs back', async () => {
    const clock = cloudClock(1_000);
    await clock.advanceTo(500);
    expect(clock.now()).toBe(1_000);
  });

  it('ends a sleep when its time has come, and knows who sleeps', async () => {
    const clock = cloudClock(0);
    const slept = clock.sleep(100).then(() => clock.now());
    expect(clock.sleepers()).toBe(1);
    await clock.advanceTo(100);
    expect(await slept).toBe(100);
    expect(clock.sleepers()).toBe(0);
  });

  it('forgets a timer that was called off', async () => {
    const clock = cloudClock(0);
    const fired: string[] = [];
    clock.at(10, () => void fired.push('no'))();
    await clock.advanceTo(20);
    expect(fired).toEqual([]);
  });
});

describe('a released clock', () => {
  it('goes on with the wall, from where it stood or from the wall if that is later', () => {
    const { wall, pass } = fakeWall(5_000);
    const behind = cloudClock(1_000, wall);
    behind.release();
    expect(behind.now()).toBe(5_000);
    const ahead = cloudClock(8_000, wall);
    ahead.release();
    pass(500);
    expect(ahead.now()).toBe(8_500);
  });

  it('jumps forward, firing what falls due on the way, and never back', async () => {
    const { wall } = fakeWall(0);
    const clock = cloudClock(0, wall);
    clock.release();
    const fired: string[] = [];
    clock.at(3_600_000, () => void fired.push('an hour later'));
    await clock.skip(3_600_000);
    expect(fired).toEqual(['an hour later']);
    await expect(clock.skip(-1)).rejects.toThrow('never runs back');
  });

  it('fires as the wall passes, and arms nothing once stopped', async () => {
    const { wall, pass, armed } = fakeWall(0);
    const clock = cloudClock(0, wall);
    clock.release();
    const fired: string[] = [];
    clock.at(50, () => void fired.push('due'));
    pass(50);
    expect(fired).toEqual(['due']);
    clock.at(90, () => void fired.push('no'));
    clock.stop();
    expect(armed()).toBeUndefined();
    clock.at(91, () => void fired.push('nor this'));
    expect(armed()).toBeUndefined();
  });
});
