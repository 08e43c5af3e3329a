import { type CustomerEvent, eventName, type TrackEvent } from '../event/event.ts';
import { productIdOf } from '../profile/cart.ts';
import { objectsOf, stampOf, textOf } from '../profile/read-json.ts';
import { byCountThenId, type PairCount } from './pair-count.ts';

/** One person's hour, or one order, beyond this many products says little: robots and wholesalers. */
const PRODUCTS_A_BASKET = 30;
const PAIRS_AN_HOUR = 5_000;

/** What one hour says of products. Counts of separate hours add up. */
export interface HourCounts {
  /** Looked at by the same person within the hour: in how many persons' hours. */
  readonly viewed: readonly PairCount[];
  /** In the same order: in how many orders. */
  readonly bought: readonly PairCount[];
  /** In how many orders a product was. */
  readonly sold: readonly (readonly [id: string, count: number])[];
}

/**
 * Counts an hour's events: the same events twice, or in another order, give the same counts. At most 30 products a
 * person or order, and the 5,000 strongest pairs of each kind.
 */
export const countHour = (events: readonly CustomerEvent[]): HourCounts => {
  const tracks = inOrder(events);
  const views = new Map<string, Set<string>>();
  const orders = new Map<string, Set<string>>();
  for (const event of tracks) {
    if (event.event === 'Product Viewed')
      addTo(views, event.userId ?? event.anonymousId ?? '', [productIdOf(event.properties)]);
    if (event.event === 'Order Completed')
      // Browser and back end may both report an order, each with lines of its own.
      addTo(
        orders,
        textOf(event.properties.order_id, 200) ?? stampOf(event),
        objectsOf(event.properties.products).map(productIdOf),
      );
  }
  const sold = new Map<string, number>();
  for (const basket of orders.values()) for (const id of basket) sold.set(id, (sold.get(id) ?? 0) + 1);
  return { viewed: pairsIn(views), bought: pairsIn(orders), sold: [...sold].sort(byCountThenId) };
};

/** Each track event once, by time: what is over the limits must not depend on the order of arrival. */
const inOrder = (events: readonly CustomerEvent[]): readonly TrackEvent[] => {
  const once = new Map<string, TrackEvent>();
  for (const event of events) if (event.type === 'track' && eventName(event) !== '') once.set(stampOf(event), event);
  return [...once].sort(([a, x], [b, y]) => x.at - y.at || (a < b ? -1 : 1)).map(([, event]) => event);
};

const addTo = (baskets: Map<string, Set<string>>, key: string, ids: readonly (string | undefined)[]): void => {
  const basket = baskets.get(key) ?? new Set();
  baskets.set(key, basket);
  for (const id of ids) if (id !== undefined && basket.size < PRODUCTS_A_BASKET) basket.add(id);
};

const pairsIn = (baskets: ReadonlyMap<string, ReadonlySet<string>>): readonly PairCount[] => {
  const counts = new Map<string, Map<string, number>>();
  for (const basket of baskets.values()) {
    const ids = [...basket].sort();
    ids.forEach((a, place) => {
      const row = counts.get(a) ?? new Map<string, number>();
      counts.set(a, row);
      for (const b of ids.slice(place + 1)) row.set(b, (row.get(b) ?? 0) + 1);
    });
  }
  return [...counts]
    .flatMap(([a, row]) => [...row].map(([b, count]): PairCount => [a, b, count]))
    .sort(([a, b, x], [c, d, y]) => y - x || compare(a, c) || compare(b, d))
    .slice(0, PAIRS_AN_HOUR);
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
