import type { Instant } from '../event/event.ts';
import { own } from '../own.ts';
import type { AppliedEvent, Profile } from '../profile/profile.ts';
import { utcDate } from '../time/utc-day.ts';
import { holds } from './holds.ts';
import { nextChange } from './next-change.ts';
import { SEGMENT_ENTERED, SEGMENT_LEFT, type SegmentEvent } from './segment.ts';
import type { SegmentWatch, WatchedSegment } from './watch.ts';

/** A profile on its way into the table. */
export interface ProfileWrite {
  /** The profiles that this one was before the write: none for a new one, two for a merged one. */
  readonly before: readonly Profile[];
  readonly after: Profile;
  /** What the STATE item's version becomes. */
  readonly version: number;
  readonly now: Instant;
  /** What the write folds in triggers nothing: an import, a replay, a program's events. */
  readonly silent: boolean;
}

export interface Evaluation {
  /** With its membership as of now. */
  readonly profile: Profile;
  /** Changes of membership that some campaign begins with. */
  readonly applied: readonly AppliedEvent[];
  /** The UTC day, YYYY-MM-DD, on which time alone changes the membership next. */
  readonly wakeDay?: string;
}

/**
 * Which segments a person is in after a write, and what is told of it. They were in what their profile says; of a
 * segment that it was never asked about, and of another version, they are taken to have been in what holds for them
 * without this write: deploying a segment moves nobody. Pure: the same write tells the same under the same ids.
 */
export const evaluateSegments = ({ segments, counted }: SegmentWatch, write: ProfileWrite): Evaluation => {
  const { before, after, now } = write;
  const membership: Record<string, { readonly since: Instant }> = {};
  const applied: AppliedEvent[] = [];
  let nextAt = Number.POSITIVE_INFINITY;
  for (const watched of segments) {
    const { name, predicate } = watched.segment;
    const wasIn = before.some((profile) => knownIn(watched, profile, now));
    const isIn = holdsFor(watched, after, now);
    if (isIn) membership[name] = { since: wasIn ? earliest(before, name, now) : now };
    if (isIn !== wasIn && isAnnounced(watched, isIn, write))
      applied.push(segmentEvent(isIn ? SEGMENT_ENTERED : SEGMENT_LEFT, name, write));
    if (watched.timed.length > 0) nextAt = Math.min(nextAt, nextChange(predicate, after, now, watched.timed) ?? nextAt);
  }
  const profile = {
    ...after,
    daily: onlyCounted(after.daily, counted),
    segments: Object.keys(membership).length === 0 ? undefined : membership,
    segmentsAsked: segments.length === 0 ? undefined : segments.map(({ version }) => version),
  };
  return { profile, applied, wakeDay: Number.isFinite(nextAt) ? utcDate(nextAt) : undefined };
};

/** Segments know no local time: whose would it be? */
const holdsFor = ({ segment }: WatchedSegment, profile: Profile, now: Instant): boolean =>
  holds(segment.predicate, profile, { now, zone: 'UTC' });

const knownIn = (watched: WatchedSegment, profile: Profile, now: Instant): boolean =>
  profile.segmentsAsked?.includes(watched.version) === true
    ? own(profile.segments ?? {}, watched.segment.name) !== undefined
    : holdsFor(watched, profile, now);

/** What a silent write does moves nobody; what time has done by then, and the write only finds, does. */
const isAnnounced = (watched: WatchedSegment, isIn: boolean, { before, now, silent }: ProfileWrite): boolean =>
  watched.announced.has(isIn ? SEGMENT_ENTERED : SEGMENT_LEFT) &&
  (!silent || before.some((profile) => holdsFor(watched, profile, now)) === isIn);

const earliest = (before: readonly Profile[], name: string, now: Instant): Instant =>
  before.reduce((since, { segments = {} }) => Math.min(since, own(segments, name)?.since ?? now), now);

const segmentEvent = (name: SegmentEvent, segment: string, { after, version, now }: ProfileWrite): AppliedEvent => ({
  name,
  source: 'kairos',
  messageId: `segment:${segment}:${after.id}:${version}`,
  // Not before what caused it, though a producer's clock be ahead.
  at: Math.max(now, after.lastSeenAt),
  receivedAt: now,
  properties: { segment },
  cartKey: after.cart.key,
});

/** Days of what nobody counts any more are not carried on. */
const onlyCounted = (daily: Profile['daily'], counted: ReadonlySet<string>): Profile['daily'] => {
  const kept = Object.entries(daily ?? {}).filter(([name]) => counted.has(name));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};
