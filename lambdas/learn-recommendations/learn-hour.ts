import { countHour } from '../core/catalogue/co-visitation.ts';
import { learnCards } from '../core/catalogue/product-cards.ts';
import type { CustomerEvent } from '../core/event/event.ts';
import { digest } from '../core/hash.ts';
import { decodeRecords } from '../decode/decode-records.ts';
import { readLakeObject } from '../decode/lake-row.ts';
import type { LakeHour } from './lake-hours.ts';
import type { LearnPorts } from './learn-ports.ts';
import { type LearnedHour, readLearnedHour, writeLearnedHour } from './learned-hour.ts';

const TEACHING = new Set(['Product Viewed', 'Product Clicked', 'Product Added', 'Order Completed']);

/** What the hour says, from its stored counts while no object of the lake is new, else counted and stored again. */
export const learnHour = async (
  { lake, validators, schemas, metrics }: LearnPorts,
  { partition, keys }: LakeHour,
): Promise<LearnedHour> => {
  const stored = `learned/${partition}.json`;
  const from = digest(...keys);
  const known = readLearnedHour(await lake.get(stored));
  if (known?.from === from) return known;

  const events: CustomerEvent[] = [];
  for (const key of keys) {
    const object = await lake.get(key);
    if (object === undefined) continue; // erased meanwhile
    for (const decoded of await decodeRecords(readLakeObject(object), validators, schemas))
      for (const { event } of decoded.events)
        if (event.type === 'track' && TEACHING.has(event.event)) events.push(event);
  }
  const hour: LearnedHour = { version: 1, from, counts: countHour(events), cards: learnCards(events) };
  await lake.put(stored, writeLearnedHour(hour), 'application/json');
  metrics.count('RecommendationHoursLearned', 1);
  return hour;
};
