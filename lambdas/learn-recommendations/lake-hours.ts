import type { Instant } from '../core/event/event.ts';
import type { ObjectStore } from '../ports/object-store.ts';

const DAY_MS = 86_400_000;
const PARTITION = /^raw\/(dt=\d{4}-\d\d-\d\d\/hour=\d\d)\//;

/** One hour of the lake and its objects' keys. */
export interface LakeHour {
  /** `dt=…/hour=…` */
  readonly partition: string;
  readonly keys: readonly string[];
}

/** The hours of the last `days` days that hold anything, newest first. */
export const lakeHours = async (lake: ObjectStore, now: Instant, days: number): Promise<readonly LakeHour[]> => {
  const hours = new Map<string, string[]>();
  for (let ago = 0; ago <= days; ago += 1) {
    const day = new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
    for await (const key of lake.list(`raw/dt=${day}/`)) {
      const partition = PARTITION.exec(key)?.[1];
      if (partition === undefined) continue;
      const keys = hours.get(partition);
      if (keys === undefined) hours.set(partition, [key]);
      else keys.push(key);
    }
  }
  return [...hours].sort(([a], [b]) => (a < b ? 1 : -1)).map(([partition, keys]) => ({ partition, keys: keys.sort() }));
};
