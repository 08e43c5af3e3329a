import type { HourCounts } from '../core/catalogue/co-visitation.ts';
import { mergeHours } from '../core/catalogue/merge-hours.ts';
import type { Neighbours, Product } from '../core/catalogue/product.ts';
import { keepNewest, type ProductCard } from '../core/catalogue/product-cards.ts';
import { lakeHours } from './lake-hours.ts';
import { learnHour } from './learn-hour.ts';
import type { LearnPorts } from './learn-ports.ts';

const DAYS = 30;
/** Kept for adding up and writing, after which no further object is counted. */
const RESERVE_MS = 60_000;

/**
 * Learns neighbours, bestsellers and product cards from the lake's last 30 days. Only hours with new objects are
 * counted again; every write is absolute, so a second run changes nothing. When time runs out, even within an hour, the
 * newest hours are in, and the next run goes on.
 */
export const learnRecommendations =
  (ports: LearnPorts) =>
  async (remainingMs: number): Promise<void> => {
    const { catalogue, metrics } = ports;
    const cards = new Map<string, ProductCard>();
    const { neighbours, bestsellers } = await mergeHours(hoursInTime(ports, remainingMs, cards));
    const products = [...cards.values()].map(({ product }) => product);
    const changed = {
      products: await changedCards(catalogue, products),
      neighbours: await changedNeighbours(catalogue, neighbours),
      ...(bestsellers.length > 0 && { bestsellers }),
    };
    await catalogue.put(changed);
    metrics.count('RecommendationsLearned', changed.neighbours.size);
    metrics.count('ProductsLearned', changed.products.length);
  };

/** The counts of hour after hour, newest first, until time is short. What products look like is kept in `cards`. */
async function* hoursInTime(
  ports: LearnPorts,
  remainingMs: number,
  cards: Map<string, ProductCard>,
): AsyncIterable<HourCounts> {
  const startedAt = ports.clock.now();
  const isTimeUp = () => ports.clock.now() - startedAt > remainingMs - RESERVE_MS;
  for (const hour of await lakeHours(ports.lake, startedAt, DAYS)) {
    const learned = await learnHour(ports, hour, isTimeUp);
    if (learned === undefined) return;
    keepNewest(cards, learned.cards);
    yield learned.counts;
    if (isTimeUp()) return;
  }
}

/** A read costs half of a write, and from one hour to the next most stay as they are. */
const changedNeighbours = async (
  catalogue: LearnPorts['catalogue'],
  learned: ReadonlyMap<string, Neighbours>,
): Promise<ReadonlyMap<string, Neighbours>> => {
  const known = await catalogue.neighbours([...learned.keys()]);
  return new Map([...learned].filter(([id, of]) => !sameNeighbours(known.get(id), of)));
};

const changedCards = async (
  catalogue: LearnPorts['catalogue'],
  learned: readonly Product[],
): Promise<readonly Product[]> => {
  const known = await catalogue.products(learned.map(({ id }) => id));
  return learned.filter((product) => {
    const stored = known.get(product.id);
    return stored === undefined || (stored.origin === 'events' && !sameProduct(stored, product));
  });
};

const sameNeighbours = (a: Neighbours | undefined, b: Neighbours): boolean =>
  a !== undefined && sameIds(a.boughtTogether, b.boughtTogether) && sameIds(a.viewedTogether, b.viewedTogether);

const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, place) => id === b[place]);

const sameProduct = (a: Product, b: Product): boolean =>
  a.name === b.name &&
  a.price === b.price &&
  a.url === b.url &&
  a.imageUrl === b.imageUrl &&
  a.category === b.category &&
  a.brand === b.brand;
