import { addToBaskets, countBaskets } from '../core/catalogue/co-visitation.ts';
import { keepNewest, learnCards, newestCards } from '../core/catalogue/product-cards.ts';
import type { CustomerEvent } from '../core/event/event.ts';
import { digest } from '../core/hash.ts';
import { decodeRecords } from '../decode/decode-records.ts';
import { readLakeObject } from '../decode/lake-row.ts';
import { beginHour, readHourUnderWay, writeHourUnderWay } from './hour-under-way.ts';
import type { LakeHour } from './lake-hours.ts';
import type { LearnPorts } from './learn-ports.ts';
import { type LearnedHour, readLearnedHour, writeLearnedHour } from './learned-hour.ts';

const TEACHING = new Set(['Product Viewed', 'Product Clicked', 'Product Added', 'Order Completed']);

/**
 * What the hour says, from its stored counts while no object of the lake is new, else counted object by object and
 * stored again. Undefined where time was up before its last object: what was counted so far is stored instead, and the
 * next run goes on from there.
 */
export const learnHour = async (
  ports: LearnPorts,
  { partition, keys }: LakeHour,
  isTimeUp: () => boolean,
): Promise<LearnedHour | undefined> => {
  const { lake, metrics } = ports;
  const stored = `learned/${partition}.json`;
  const from = digest(...keys);
  const file = await lake.get(stored);
  const known = readLearnedHour(file);
  if (known?.from === from) return known;

  const hour = readHourUnderWay(file) ?? beginHour();
  const left = keys.filter((key) => !hour.counted.has(key));
  for (const [index, key] of left.entries()) {
    const events = await teachingEvents(ports, key);
    addToBaskets(hour.baskets, events);
    keepNewest(hour.cards, learnCards(events));
    hour.counted.add(key);
    if (index < left.length - 1 && isTimeUp()) {
      await lake.put(stored, writeHourUnderWay(hour), 'application/json');
      return undefined;
    }
  }
  const learned: LearnedHour = { version: 1, from, counts: countBaskets(hour.baskets), cards: newestCards(hour.cards) };
  await lake.put(stored, writeLearnedHour(learned), 'application/json');
  metrics.count('RecommendationHoursLearned', 1);
  return learned;
};

/** One object's events: all that is ever held of an hour at once, besides what they come to. */
const teachingEvents = async (
  { lake, validators, schemas }: LearnPorts,
  key: string,
): Promise<readonly CustomerEvent[]> => {
  const object = await lake.get(key);
  if (object === undefined) return []; // erased meanwhile
  return (await decodeRecords(readLakeObject(object), validators, schemas))
    .flatMap(({ events }) => events)
    .flatMap(({ event }) => (event.type === 'track' && TEACHING.has(event.event) ? [event] : []));
};
