import type { CustomerEvent, Instant, TrackEvent } from '../event/event.ts';
import { digest } from '../hash.ts';
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

/** Where an event put a product first, in an order that does not depend on arrival: time, event, line. */
interface Place {
  readonly at: Instant;
  readonly by: string;
  readonly line: number;
}

/** Products of one person's hour, or of one order, each by the first place it was in: the first 30. */
type Basket = Map<string, Place>;

/**
 * What is being counted of an hour. It grows with people, orders and products, not with events, and knows people by a
 * hash only.
 */
export interface HourBaskets {
  readonly views: Map<string, Basket>;
  readonly orders: Map<string, Basket>;
}

export const emptyBaskets = (): HourBaskets => ({ views: new Map(), orders: new Map() });

/** Adds events to the baskets: any order, in any pieces, and the same events again come out the same. */
export const addToBaskets = ({ views, orders }: HourBaskets, events: readonly CustomerEvent[]): void => {
  for (const event of events) {
    if (event.type !== 'track') continue;
    if (event.event === 'Product Viewed')
      place(views, digest(event.userId ?? event.anonymousId ?? ''), event, [productIdOf(event.properties)]);
    if (event.event === 'Order Completed')
      // Browser and back end may both report an order, each with lines of its own.
      place(
        orders,
        digest(textOf(event.properties.order_id, 200) ?? stampOf(event)),
        event,
        objectsOf(event.properties.products).map(productIdOf),
      );
  }
};

/** What an hour's baskets come to: the 5,000 strongest pairs of each kind. */
export const countBaskets = ({ views, orders }: HourBaskets): HourCounts => {
  const sold = new Map<string, number>();
  for (const basket of orders.values()) for (const id of basket.keys()) sold.set(id, (sold.get(id) ?? 0) + 1);
  return { viewed: pairsIn(views), bought: pairsIn(orders), sold: [...sold].sort(byCountThenId) };
};

/** All of an hour at once. */
export const countHour = (events: readonly CustomerEvent[]): HourCounts => {
  const baskets = emptyBaskets();
  addToBaskets(baskets, events);
  return countBaskets(baskets);
};

const place = (
  baskets: Map<string, Basket>,
  key: string,
  event: TrackEvent,
  ids: readonly (string | undefined)[],
): void => {
  const basket = baskets.get(key) ?? new Map<string, Place>();
  baskets.set(key, basket);
  for (const [line, id] of ids.entries()) {
    if (id === undefined) continue;
    const here = { at: event.at, by: stampOf(event), line };
    const known = basket.get(id);
    if (known === undefined || comesBefore(here, known)) basket.set(id, here);
    if (basket.size > PRODUCTS_A_BASKET) basket.delete(lastIn(basket));
  }
};

const comesBefore = (x: Place, y: Place): boolean =>
  x.at !== y.at ? x.at < y.at : x.by !== y.by ? x.by < y.by : x.line < y.line;

const lastIn = (basket: Basket): string =>
  [...basket].reduce((last, entry) => (comesBefore(last[1], entry[1]) ? entry : last))[0];

const pairsIn = (baskets: ReadonlyMap<string, Basket>): readonly PairCount[] => {
  const counts = new Map<string, Map<string, number>>();
  for (const basket of baskets.values()) {
    const ids = [...basket.keys()].sort();
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
