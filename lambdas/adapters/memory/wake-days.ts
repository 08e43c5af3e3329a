import type { ProfileId } from '../../core/identity/identity.ts';
import { wakeShardOf } from '../../core/segment/wake-shard.ts';
import type { WakingPage, WakingPlace } from '../../ports/profile-store.ts';

const isBehind = (a: WakingPlace, b: WakingPlace): boolean => a.day > b.day || (a.day === b.day && a.id > b.id);

/** The sparse index of profiles by shard and the UTC day on which time moves them next. */
export const wakeDays = () => {
  const shards = new Map<number, Map<string, Set<ProfileId>>>();
  const dayOf = new Map<ProfileId, string>();

  const daysIn = (shard: number): Map<string, Set<ProfileId>> => {
    const days = shards.get(shard) ?? new Map<string, Set<ProfileId>>();
    shards.set(shard, days);
    return days;
  };
  const remove = (id: ProfileId, day: string) => {
    const days = daysIn(wakeShardOf(id));
    const ids = days.get(day);
    ids?.delete(id);
    if (ids?.size === 0) days.delete(day);
  };
  return {
    /** The profile wakes on this day from now on; undefined: never. */
    set(id: ProfileId, day: string | undefined): void {
      const known = dayOf.get(id);
      if (known === day) return;
      if (known !== undefined) remove(id, known);
      if (day === undefined) dayOf.delete(id);
      else {
        const days = daysIn(wakeShardOf(id));
        dayOf.set(id, day);
        days.set(day, (days.get(day) ?? new Set()).add(id));
      }
    },
    earliest: (): string | undefined =>
      [...shards.values()].flatMap((days) => [...days.keys()]).reduce<string | undefined>(least, undefined),
    page(shard: number, until: string, limit: number, after?: WakingPlace): WakingPage {
      const days = daysIn(shard);
      const places = [...days.keys()]
        .filter((day) => day <= until && (after === undefined || day >= after.day))
        .sort()
        .flatMap((day) => [...(days.get(day) ?? [])].sort().map((id) => ({ id, day })))
        .filter((place) => after === undefined || isBehind(place, after));
      const page = places.slice(0, limit);
      // As DynamoDB has it: a page that is full says where it ended, whether or not there is more.
      const last = page.length === limit ? page.at(-1) : undefined;
      return { ids: page.map(({ id }) => id), ...(last && { next: last }) };
    },
  };
};

const least = (earliest: string | undefined, day: string): string =>
  earliest === undefined || day < earliest ? day : earliest;
