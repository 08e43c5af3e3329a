import { describe, expect, it } from 'vitest';
import { countingMetrics } from '../../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryProfileStore } from '../../../lambdas/adapters/memory/memory-profile-store.ts';
import type { ProfileId } from '../../../lambdas/core/identity/identity.ts';
import type { ProfileState } from '../../../lambdas/core/profile/profile.ts';
import { evaluateSegments } from '../../../lambdas/core/segment/evaluate-segments.ts';
import { type EvaluateSegmentsPorts, evaluateWaking } from '../../../lambdas/evaluate-segments/evaluate-waking.ts';
import { anIdentity, aProfile, aProfileState, NOON } from '../../builders/profile.ts';
import { aWatch, lapsed, spender } from '../../builders/segment.ts';
import { aFixedRandom } from '../../builders/virtual-time.ts';

const DAY_MS = 86_400_000;
const LATER = NOON + 2 * DAY_MS + 1;
const RUN_MS = 300_000;

/** Stands where it is put. */
const aClock = (start: number) => {
  let now = start;
  const set = (at: number): void => {
    now = at;
  };
  return { now: () => now, sleep: async (ms: number) => set(now + ms), set };
};

/** People who ordered at noon, as a write of then left them, and the function two days later. */
const aWorld = async (
  names: readonly string[] = ['ada'],
  more: Partial<EvaluateSegmentsPorts> = {},
  { orderedAt = NOON, silent = false } = {},
) => {
  const profiles = memoryProfileStore();
  const watch = aWatch([lapsed, spender]);
  for (const id of names.map((name) => anIdentity(name))) {
    const after = aProfile({
      ...{ id, did: { 'Order Completed': orderedAt } },
      purchases: { orders: 1, revenue: 0, cancelled: 0, cancelledValue: 0 },
    });
    const { applied, ...written } = evaluateSegments(watch, {
      before: [],
      after,
      version: 1,
      now: NOON,
      silent,
    });
    const state = { ...aProfileState(after), ...written, applied };
    await profiles.commit([{ kind: 'state', id, expected: 0, state }]);
  }
  const [clock, metrics] = [aClock(NOON), countingMetrics()];
  const run = evaluateWaking({ profiles, watch, clock, metrics, random: aFixedRandom(), ...more });
  const stateOf = (id: ProfileId = anIdentity()): ProfileState => {
    const state = profiles.states.get(id);
    if (state?.kind !== 'profile') throw new Error('not a profile');
    return state;
  };
  return {
    ...{ profiles, clock, metrics, stateOf },
    runAt: (now: number) => {
      clock.set(now);
      return run(RUN_MS);
    },
  };
};

describe('an hour of the clock', () => {
  it('lets in whom time lets in, as an event of that write', async () => {
    const { runAt, stateOf, profiles } = await aWorld();
    await runAt(LATER);
    expect(stateOf()).toMatchObject({
      version: 2,
      applied: [{ name: 'Segment Entered', properties: { segment: 'lapsed' }, at: LATER }],
      profile: { segments: { lapsed: { since: LATER } } },
    });
    expect(profiles.nextWakeDay()).toBeUndefined();
  });

  it('leaves alone whose day, or whose hour, has not come', async () => {
    const { runAt, stateOf, metrics } = await aWorld();
    for (const now of [NOON, NOON + DAY_MS, LATER - 1]) await runAt(now);
    expect(stateOf().version).toBe(1);
    expect(metrics.total('ProfilesWoken')).toBe(1);
  });

  it('does it once, however often it strikes, at once or one after the other', async () => {
    const { runAt, stateOf } = await aWorld();
    await Promise.all([runAt(LATER), runAt(LATER), runAt(LATER)]);
    await runAt(LATER + DAY_MS);
    expect(stateOf().version).toBe(2);
  });

  it('tells of nobody whose time was up when an import brought them', async () => {
    const { runAt, stateOf } = await aWorld(['ada'], {}, { orderedAt: NOON - 400 * DAY_MS, silent: true });
    expect(stateOf().profile.segments).toEqual({ lapsed: { since: NOON } });
    for (let days = 1; days < 100; days += 1) await runAt(NOON + days * DAY_MS);
    expect(stateOf()).toMatchObject({ version: 1, applied: [] });
  });

  it('lets in whom an import brought while their time was not up, when it is', async () => {
    const { runAt, stateOf } = await aWorld(['ada'], {}, { orderedAt: NOON - DAY_MS, silent: true });
    expect(stateOf().profile.segments).toBeUndefined();
    await runAt(NOON + DAY_MS + 1);
    expect(stateOf().applied).toMatchObject([{ name: 'Segment Entered', properties: { segment: 'lapsed' } }]);
  });

  it('makes up for hours and days in which nothing ran', async () => {
    const { runAt, stateOf } = await aWorld();
    await runAt(NOON + 90 * DAY_MS);
    expect(stateOf().profile.segments).toEqual({ lapsed: { since: NOON + 90 * DAY_MS } });
  });

  it('finds everybody, page by page', async () => {
    const names = Array.from({ length: 1_500 }, (_, n) => `person-${n}`);
    const { runAt, metrics, profiles } = await aWorld(names);
    await runAt(LATER);
    expect(metrics.total('ProfilesMovedByTime')).toBe(1_500);
    expect(profiles.nextWakeDay()).toBeUndefined();
  });

  it('stops in time, and goes on where it stopped', async () => {
    const names = Array.from({ length: 2_000 }, (_, n) => `person-${n}`);
    const world = await aWorld(names);
    const slow = {
      ...world.profiles,
      load: async (ids: readonly ProfileId[]) => {
        world.clock.set(world.clock.now() + RUN_MS / 10);
        return world.profiles.load(ids);
      },
    };
    const run = evaluateWaking({ ...world, profiles: slow, watch: aWatch([lapsed, spender]), random: aFixedRandom() });
    world.clock.set(LATER);
    await run(RUN_MS);
    const first = world.metrics.total('ProfilesMovedByTime');
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(2_000);
    for (let hours = 1; hours < 20; hours += 1) await run(RUN_MS);
    expect(world.metrics.total('ProfilesMovedByTime')).toBe(2_000);
  });

  it('yields to whoever has just written', async () => {
    const world = await aWorld();
    const state = world.stateOf();
    const profiles = {
      ...world.profiles,
      load: async (ids: readonly ProfileId[]) => {
        const read = await world.profiles.load(ids);
        if (ids.length > 0)
          await world.profiles.commit([
            { kind: 'state', id: state.profile.id, expected: 1, state: { ...state, version: 2 } },
          ]);
        return read;
      },
    };
    world.clock.set(LATER);
    await evaluateWaking({ ...world, profiles, watch: aWatch([lapsed]), random: aFixedRandom() })(RUN_MS);
    expect(world.stateOf()).toMatchObject({ version: 2, applied: [] });
  });

  it('takes off its list whom a changed condition no longer waits for', async () => {
    const world = await aWorld();
    world.clock.set(LATER);
    await evaluateWaking({ ...world, watch: aWatch([spender]), random: aFixedRandom() })(RUN_MS);
    expect(world.stateOf()).toMatchObject({ version: 2, applied: [] });
    expect(world.profiles.nextWakeDay()).toBeUndefined();
  });

  it('tells at its end of whom it could not write, and writes the others', async () => {
    const world = await aWorld(['ada', 'bob', 'eve']);
    const profiles: EvaluateSegmentsPorts['profiles'] = {
      ...world.profiles,
      commit: async (changes) => {
        if (changes.some((change) => change.kind === 'state' && change.id === anIdentity('bob'))) return 'refused';
        return world.profiles.commit(changes);
      },
    };
    world.clock.set(LATER);
    const run = evaluateWaking({ ...world, profiles, watch: aWatch([lapsed]), random: aFixedRandom() })(RUN_MS);
    await expect(run).rejects.toThrow('1 profiles could not be evaluated');
    expect(['ada', 'bob', 'eve'].map((name) => world.stateOf(anIdentity(name)).version)).toEqual([2, 1, 2]);
  });
});
