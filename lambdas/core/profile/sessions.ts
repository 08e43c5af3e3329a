import type { Instant } from '../event/event.ts';
import type { Profile } from './profile.ts';

/** Half an hour without an event ends a session. */
const SESSION_GAP_MS = 30 * 60_000;

type Sessions = Profile['sessions'];
type Span = Sessions['recent'][number];

export const noSessions: Sessions = { closed: 0, recent: [] };

/**
 * Joins spans that lie within the gap of one another. Spans that ended before `settledBefore` can no longer be joined
 * to anything that is still accepted: they are only counted.
 */
export const mergeSessions = (a: Sessions, b: Sessions, settledBefore: Instant): Sessions => {
  const spans: Span[] = [];
  for (const span of [...a.recent, ...b.recent].sort((one, other) => one.from - other.from)) {
    const last = spans.at(-1);
    if (last !== undefined && span.from - last.to <= SESSION_GAP_MS) {
      spans[spans.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    } else spans.push(span);
  }
  const recent = spans.filter(({ to }) => to + SESSION_GAP_MS >= settledBefore);
  return { closed: a.closed + b.closed + spans.length - recent.length, recent };
};

export const sessionAt = (at: Instant): Sessions => ({ closed: 0, recent: [{ from: at, to: at }] });

export const sessionCount = ({ closed, recent }: Sessions): number => closed + recent.length;
