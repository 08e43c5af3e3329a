import type { Instant } from '../core/event/event.ts';
import type { ProfileId } from '../core/identity/identity.ts';
import type { ProfileState, State } from '../core/profile/profile.ts';
import { evaluateSegments } from '../core/segment/evaluate-segments.ts';
import { WAKE_SHARDS } from '../core/segment/wake-shard.ts';
import type { SegmentWatch } from '../core/segment/watch.ts';
import { utcDate } from '../core/time/utc-day.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { ProfileStore, WakingPlace, WakingProfiles } from '../ports/profile-store.ts';
import { PlainError } from '../steps/conceal-errors.ts';
import { countFailure } from '../steps/count-failure.ts';
import { waitOut } from '../steps/wait-out.ts';

export interface EvaluateSegmentsPorts {
  readonly profiles: Pick<ProfileStore, 'load' | 'commit'> & WakingProfiles;
  readonly watch: SegmentWatch;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
}

/** What a BatchGetItem reads. */
const PAGE = 100;
/** Profiles written at a time, a shard. */
const AT_ONCE = 10;
/** Kept back from the invocation's time; the next hour's run goes on where this one stops. */
const RESERVE_MS = 30_000;

type Outcome = 'moved' | 'as_it_was' | 'failed';

/**
 * Asks again of every profile whose day has come which segments it is in, and writes down what time has changed: that
 * is an event of that write, like any other. Run twice, or beside other writers, it changes nothing more: a write is
 * made at the version that was read, and whoever writes first has evaluated.
 */
export const evaluateWaking =
  (ports: EvaluateSegmentsPorts) =>
  async (remainingMs: number): Promise<void> => {
    const startedAt = ports.clock.now();
    const deadline = startedAt + remainingMs - RESERVE_MS;
    const shards = Array.from({ length: WAKE_SHARDS }, (_, shard) => shard);
    const outcomes = (
      await Promise.all(shards.map((shard) => evaluateShard(ports, shard, startedAt, deadline)))
    ).flat();
    const countOf = (wanted: Outcome): number => outcomes.filter((outcome) => outcome === wanted).length;
    ports.metrics.count('ProfilesWoken', outcomes.length);
    ports.metrics.count('ProfilesMovedByTime', countOf('moved'));
    // Said only now: one that cannot be read or written must not keep the others waiting.
    if (countOf('failed') > 0) throw new PlainError(`${countOf('failed')} profiles could not be evaluated`);
  };

const evaluateShard = async (
  ports: EvaluateSegmentsPorts,
  shard: number,
  startedAt: Instant,
  deadline: Instant,
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = [];
  let place: WakingPlace | undefined;
  do {
    const after = place;
    const page = await waitOut(ports, deadline, () => ports.profiles.waking(shard, utcDate(startedAt), PAGE, after));
    const states = await waitOut(ports, deadline, () => ports.profiles.load(page.ids));
    for (let from = 0; from < page.ids.length; from += AT_ONCE)
      outcomes.push(
        ...(await Promise.all(
          page.ids.slice(from, from + AT_ONCE).map((id) => evaluateOne(ports, id, states, deadline)),
        )),
      );
    place = page.next;
  } while (place !== undefined && ports.clock.now() < deadline);
  return outcomes;
};

const evaluateOne = async (
  ports: EvaluateSegmentsPorts,
  id: ProfileId,
  states: ReadonlyMap<ProfileId, State>,
  deadline: Instant,
): Promise<Outcome> => {
  const state = states.get(id);
  if (state?.kind !== 'profile') return 'as_it_was'; // a stale entry of the index
  const next = evaluated(ports, state);
  if (next === undefined) return 'as_it_was';
  try {
    const change = { kind: 'state', id, expected: state.version, state: next } as const;
    switch (await waitOut(ports, deadline, () => ports.profiles.commit([change]))) {
      case 'committed':
        return 'moved';
      case 'conflict':
        return 'as_it_was'; // somebody else has just written, and evaluated
      case 'refused':
        return 'failed';
    }
  } catch (error) {
    countFailure(ports.metrics, 'evaluate-segments', error);
    return 'failed';
  }
};

/** The state after the evaluation; undefined where its hour has not come, so that nothing would change. */
const evaluated = ({ watch, clock }: EvaluateSegmentsPorts, state: ProfileState): ProfileState | undefined => {
  const version = state.version + 1;
  const { profile: known, wakeDay: knownDay } = state;
  const { applied, profile, wakeDay } = evaluateSegments(watch, {
    ...{ before: [known], after: known, version, now: clock.now(), silent: false },
  });
  const isSame =
    wakeDay === knownDay &&
    namesOf(profile.segments) === namesOf(known.segments) &&
    profile.segmentsAsked?.join() === known.segmentsAsked?.join();
  return isSame ? undefined : { ...state, version, profile, wakeDay, applied };
};

const namesOf = (segments: ProfileState['profile']['segments']): string => Object.keys(segments ?? {}).join();
