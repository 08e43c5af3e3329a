import type { Product } from '../../lambdas/core/catalogue/product.ts';
import type { Instant } from '../../lambdas/core/event/event.ts';
import { fromMoney } from '../../lambdas/core/profile/money.ts';
import { seededFractions } from '../cloud/seeded-random.ts';
import { messageAt, productProperties, type TimedRecord, type Who } from './demo-record.ts';
import { firstNames, lastNames } from './shopper-names.ts';

const MINUTE_MS = 60_000;

export interface ShoppersOptions {
  readonly seed: number;
  readonly shoppers: number;
  readonly products: readonly Product[];
  /** The day they shop on. */
  readonly from: Instant;
  readonly to: Instant;
}

/** How often shoppers do what: a plain shop's day, with enough of everything to see. */
const ODDS = {
  namesThemselves: 0.75,
  subscribes: 0.7,
  neverMailable: 0.02, // the address bounces
  complains: 0.004, // of a few hundred: more, and the circuit breaker would rightly stop all marketing mail
  fillsCart: 0.6,
  takesOneOut: 0.15,
  buys: 0.5,
  reportedTwice: 0.3, // by the page and by the back end
  cancels: 0.08,
  putAgain: 0.05, // a record that is sent twice, with the same id
  unsubscribes: 0.04,
} as const;

type Dice = ReturnType<typeof dice>;
const dice = (seed: number) => {
  const next = seededFractions(seed);
  return {
    happens: (odds: number) => next() < odds,
    between: (low: number, high: number) => low + Math.floor(next() * (high - low + 1)),
    fraction: next,
    oneOf: <Item>(items: readonly Item[]): Item => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError('nothing to choose from');
      return item;
    },
  };
};

const addressFor = (roll: Dice, name: string, index: number): string => {
  if (roll.happens(ODDS.neverMailable)) return `bounce+${index}@simulator.amazonses.com`;
  if (roll.happens(ODDS.complains)) return `complaint+${index}@simulator.amazonses.com`;
  return `${name.toLowerCase().replace(' ', '.')}.${index}@example.com`;
};

/** More people shop in the evening than at dawn; a day is cut where it begins, so that no hour is empty. */
const arrival = (roll: Dice, from: Instant, to: Instant): Instant => {
  for (;;) {
    const at = from + roll.fraction() * (to - from);
    const hour = new Date(at).getUTCHours();
    if (roll.happens(0.25 + 0.75 * Math.sin((Math.PI * ((hour + 20) % 24)) / 24) ** 2)) return Math.floor(at);
  }
};

/** A shopper's favourites lie next to each other in the feed: what is bought together has something in common. */
const basketOf = (roll: Dice, products: readonly Product[]): readonly Product[] => {
  const start = roll.between(0, products.length - 1);
  const count = roll.between(2, 6);
  return Array.from({ length: count }, (_, index) => products[(start + index * roll.between(1, 2)) % products.length])
    .filter((product) => product !== undefined)
    .filter((product, index, all) => all.indexOf(product) === index);
};

const visit = (roll: Dice, index: number, options: ShoppersOptions): readonly TimedRecord[] => {
  const { products, from, to } = options;
  const records: TimedRecord[] = [];
  let at = arrival(roll, from, to);
  const anonymousId = `visitor-${options.seed}-${index}`;
  let who: Who = { anonymousId };
  const say = (message: Parameters<typeof messageAt>[3]): void => {
    const record = messageAt(at, `${options.seed}-${index}-${records.length}`, who, message);
    records.push(record);
    if (roll.happens(ODDS.putAgain)) records.push({ ...record, at: at + 2_000 });
  };
  const track = (event: string, properties: object) => say({ type: 'track', event, properties });
  const pause = (low: number, high: number): void => {
    at += roll.between(low * 1_000, high * 1_000);
  };

  say({ type: 'page', name: 'Home', properties: { path: '/' } });
  const looked = basketOf(roll, products);
  for (const product of looked) {
    pause(10, 90);
    track('Product Viewed', { ...productProperties(product), currency: 'GBP' });
  }
  const name = `${roll.oneOf(firstNames)} ${roll.oneOf(lastNames)}`;
  if (roll.happens(ODDS.namesThemselves)) {
    pause(20, 120);
    who = { userId: `customer-${options.seed}-${index}`, anonymousId };
    const [firstName = name, lastName] = name.split(' ');
    say({ type: 'identify', traits: { email: addressFor(roll, name, index), name, firstName, lastName } });
    if (roll.happens(ODDS.subscribes)) {
      pause(2, 20);
      track('Subscribed', { topic: 'promotions', source: 'sign-up' });
    }
  }
  if (!roll.happens(ODDS.fillsCart)) return records;

  const lines = looked.slice(0, roll.between(1, 3)).map((product) => ({ product, quantity: roll.between(1, 2) }));
  for (const { product, quantity } of lines) {
    pause(15, 180);
    track('Product Added', { ...productProperties(product), quantity, currency: 'GBP' });
  }
  const [first] = lines;
  if (lines.length > 1 && first !== undefined && roll.happens(ODDS.takesOneOut)) {
    pause(10, 60);
    track('Product Removed', { product_id: first.product.id, quantity: first.quantity });
    lines.shift();
  }
  if (roll.happens(ODDS.buys)) {
    pause(60, 40 * 60);
    const order = orderOf(`${options.seed}-${1_000 + index}`, lines);
    track('Order Completed', order);
    if (roll.happens(ODDS.reportedTwice)) {
      pause(1, 5);
      track('Order Completed', order);
    }
    if (roll.happens(ODDS.cancels)) {
      pause(600, 3_600);
      track('Order Cancelled', { order_id: order.order_id, total: order.total, currency: 'GBP' });
    }
  }
  if (roll.happens(ODDS.unsubscribes)) {
    pause(30, 30 * 60);
    track('Unsubscribed', { topic: 'promotions' });
  }
  return records;
};

const orderOf = (orderId: string, lines: readonly { readonly product: Product; readonly quantity: number }[]) => {
  const subtotal = lines.reduce((sum, { product, quantity }) => sum + fromMoney(product.price ?? 0) * quantity, 0);
  const shipping = subtotal >= 50 ? 0 : 3.95;
  return {
    order_id: orderId,
    subtotal: Number(subtotal.toFixed(2)),
    shipping,
    total: Number((subtotal + shipping).toFixed(2)),
    currency: 'GBP',
    products: lines.map(({ product, quantity }) => ({ ...productProperties(product), quantity })),
  };
};

/** A day's records in order of time. The seed decides everything: the same seed, the same day. */
export const playShoppers = (options: ShoppersOptions): readonly TimedRecord[] => {
  const roll = dice(options.seed);
  // Whoever came in the last minutes would still be shopping after the day's end.
  const lastArrival = options.to - 5 * MINUTE_MS;
  return Array.from({ length: options.shoppers }, (_, index) => visit(roll, index, { ...options, to: lastArrival }))
    .flat()
    .filter(({ at }) => at <= options.to)
    .sort((a, b) => a.at - b.at);
};
