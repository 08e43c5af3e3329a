import type { JsonObject, TrackEvent } from '../event/event.ts';
import { exchanged, toMoney } from './money.ts';
import type { Money, Purchases } from './profile.ts';
import { numberOf, objectsOf } from './read-json.ts';

export const noPurchases: Purchases = { orders: 0, revenue: 0, cancelled: 0, cancelledValue: 0 };

/** What an event adds to recency, frequency and value; undefined for one that is about no order. */
export const purchasesOf = (event: TrackEvent): Purchases | undefined => {
  switch (event.event) {
    case 'Order Completed':
      return { ...noPurchases, orders: 1, revenue: worthOf(event), firstAt: event.at, lastAt: event.at };
    case 'Order Cancelled':
    case 'Order Refunded':
      return { ...noPurchases, cancelled: 1, cancelledValue: worthOf(event) };
    default:
      return undefined;
  }
};

const worthOf = (event: TrackEvent): Money => exchanged(orderValue(event.properties), event.exchange);

export const mergePurchases = (a: Purchases, b: Purchases): Purchases => ({
  orders: a.orders + b.orders,
  revenue: a.revenue + b.revenue,
  firstAt: pick(Math.min, a.firstAt, b.firstAt),
  lastAt: pick(Math.max, a.lastAt, b.lastAt),
  cancelled: a.cancelled + b.cancelled,
  cancelledValue: a.cancelledValue + b.cancelledValue,
});

/** An order's `total`, else its `revenue`, else the sum of its lines. */
export const orderValue = (properties: JsonObject): Money => {
  const stated = numberOf(properties.total) ?? numberOf(properties.revenue);
  if (stated !== undefined) return toMoney(stated);
  return objectsOf(properties.products).reduce(
    (sum, line) => sum + toMoney((numberOf(line.price) ?? 0) * (numberOf(line.quantity) ?? 1)),
    0,
  );
};

const pick = (choose: (a: number, b: number) => number, a?: number, b?: number): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : choose(a, b);
