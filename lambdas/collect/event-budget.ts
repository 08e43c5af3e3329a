import type { Instant } from '../core/event/event.ts';

/** Events that each source may still send in this second, at this instance: approximate, and all a hot source needs. */
export interface EventBudget {
  /** Takes `count` events, or none where they are more than is left. The first request of a second always passes. */
  take(source: string, count: number, now: Instant): boolean;
}

export const eventBudget = (eventsASecond: number): EventBudget => {
  let second = Number.NEGATIVE_INFINITY;
  const taken = new Map<string, number>();
  return {
    take: (source, count, now) => {
      if (Math.floor(now / 1000) !== second) {
        second = Math.floor(now / 1000);
        taken.clear();
      }
      const before = taken.get(source) ?? 0;
      if (before > 0 && before + count > eventsASecond) return false;
      taken.set(source, before + count);
      return true;
    },
  };
};
