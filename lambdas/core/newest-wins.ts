import type { Instant } from './event/event.ts';

interface Stamped {
  readonly at: Instant;
  readonly by: string;
}

/** Newest time wins; equal times are settled by source and message id, so that every order of arrival agrees. */
export const isNewer = (candidate: Stamped, current: Stamped | undefined): boolean =>
  current === undefined || candidate.at > current.at || (candidate.at === current.at && candidate.by > current.by);
