import { describe, expect, it } from 'vitest';
import type { Broadcast } from '../../../../lambdas/core/send/broadcast.ts';
import { confirmed, counting, resumed, startedRuns, stopped } from '../../../../lambdas/core/send/broadcast-course.ts';
import { NOON } from '../../../builders/profile.ts';

const counted = (runId: string, before?: Broadcast): Broadcast => ({
  ...counting(before, { campaign: 'sale', runId, time: { at: NOON }, by: 'ada' }, NOON),
  state: 'counted',
});
const halfway = (runId: string, before?: Broadcast): Broadcast => ({
  ...confirmed(counted(runId, before), NOON + 1),
  ...{ position: 'here', read: 10, members: 9, reachable: 8 },
});
const done = (runId: string, before?: Broadcast): Broadcast => {
  const { position: _, ...rest } = halfway(runId, before);
  return { ...rest, state: 'done' };
};
const runIds = (broadcast: Broadcast) => startedRuns(broadcast).map(({ runId }) => runId);

describe('a broadcast’s course', () => {
  it('begins with nobody counted, and again with nobody planned, each a revision further', () => {
    expect(counted('1')).toMatchObject({ revision: 1, read: 0, startedAt: NOON });
    const started = confirmed({ ...counted('1'), position: 'end', read: 30, members: 20, reachable: 10 }, NOON + 5);
    expect(started).toMatchObject({ revision: 2, state: 'running', read: 0, members: 0, reachable: 0 });
    expect(started).toMatchObject({ startedAt: NOON + 5, time: { at: NOON + 5 } });
    expect(started).not.toHaveProperty('position');
  });

  it('keeps its clock time, and a time to come, when it is confirmed', () => {
    const time = { local: '2026-01-14 09:00' };
    expect(confirmed({ ...counted('1'), time }, NOON).time).toEqual(time);
    expect(confirmed(counted('1'), NOON - 5).time).toEqual({ at: NOON });
  });

  it('forgets no run that was started over a new count, and keeps none that was only counted', () => {
    expect(runIds(counted('3', done('2', halfway('1'))))).toEqual(['2', '1']);
    expect(runIds(counted('3', counted('2', done('1'))))).toEqual(['1']);
    const many = Array.from({ length: 30 }, (_, index) => String(index));
    const last = many.reduce<Broadcast | undefined>((before, runId) => done(runId, before), undefined);
    expect(runIds(last ?? expect.fail())).toHaveLength(21);
  });

  it('stops in all its runs, and is cancelled where nobody had said yes', () => {
    expect(stopped(halfway('2', done('1')))).toMatchObject({ state: 'stopped', earlier: [{ state: 'stopped' }] });
    expect(stopped(counted('2', done('1')))).toMatchObject({ state: 'cancelled', earlier: [{ state: 'stopped' }] });
  });

  it('goes on with the same run from where it was, whatever was counted since', () => {
    const goesOn = { runId: '1', state: 'running', position: 'here', read: 10, reachable: 8, earlier: [] };
    expect(resumed(stopped(halfway('1')))).toMatchObject({ ...goesOn, revision: 4 });
    expect(resumed(counted('2', stopped(halfway('1'))))).toMatchObject({ ...goesOn, revision: 5 });
    expect(resumed(stopped(done('1')))).toMatchObject({ runId: '1', state: 'done', reachable: 8 });
  });

  it.each([
    ['runs', halfway('1')],
    ['is done', done('1')],
    ['was cancelled', stopped(counted('1'))],
    ['was started anew since', done('2', stopped(halfway('1')))],
  ])('has nothing to go on with where it %s', (_case, broadcast) => {
    expect(resumed(broadcast)).toBeUndefined();
  });
});
