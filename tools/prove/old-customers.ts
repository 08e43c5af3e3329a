import type { OutgoingRecord } from '../../lambdas/ports/event-stream.ts';
import { type Chance, chanceFor } from './chance.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_DAYS = 365;
/** The last of the old orders: whoever placed no other is lapsed on the day of the import. */
const LAPSED_DAYS = 70;

/** What customers did last, an hour or so before the import: each would begin a shipped campaign, were it live. */
const LATELY = ['signed up', 'looked around', 'left a cart', 'ordered', 'saw a price fall', 'nothing'] as const;

interface Doing {
  /** Absent: the export does not know, so that it is the time of arrival. */
  readonly at?: number;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly type?: 'identify';
  readonly event?: string;
  readonly traits?: object;
  readonly properties?: object;
}

export interface Export {
  /** When it was made: all times lie before it. */
  readonly at: number;
  /** Product ids of the shop. */
  readonly products: readonly [string, ...string[]];
  /** @default as an import is: true */
  readonly backfill: boolean;
  /** Of every tenth customer, other message ids: what another export gives them. */
  readonly edition: number;
}

/** The records of customer `number`, the same whenever they are asked for. */
export const oldCustomer = (number: number, { at, products, backfill, edition }: Export): readonly OutgoingRecord[] => {
  const chance = chanceFor(number, 11);
  const userId = `old-${number}`;
  const doings = doingsOf(number, at, chance, products);
  // No export is in order of time: half of them begin with what was last.
  if (chance.is(0.5)) doings.reverse();
  const from = number % 10 === 0 ? `${edition}-${number}` : `0-${number}`;
  return doings.map(({ at: said, type = 'track', ...doing }, index) => ({
    partitionKey: userId,
    data: Buffer.from(
      JSON.stringify({
        ...{ messageId: `old-shop-${from}-${index}`, source: 'old-shop', type, userId, ...doing },
        ...(said !== undefined && { timestamp: new Date(said).toISOString() }),
        ...(backfill && { context: { backfill } }),
      }),
    ),
  }));
};

const doingsOf = (number: number, at: number, chance: Chance, products: Export['products']): Doing[] => {
  const lately = LATELY[number % LATELY.length];
  const since = at - chance.between(LAPSED_DAYS + 30, 8 * YEAR_DAYS) * DAY_MS;
  /** An instant of their old days. */
  const once = (): number => since + Math.floor(chance.fraction() * (at - LAPSED_DAYS * DAY_MS - since));
  const justNow = (): number => at - chance.between(1, 59) * 60_000;
  const product = () => {
    const id = chance.of([...products]);
    return { product_id: id, name: id, price: chance.between(5, 90), quantity: 1 };
  };
  const identify: Doing = {
    ...{ at: since, type: 'identify' },
    // Some were seen on the old shop's pages before they had an account.
    ...(number % 3 === 0 && { anonymousId: `old-browser-${number}` }),
    traits: { email: `old-${number}@example.com`, firstName: 'Ada', timezone: 'Europe/London' },
  };
  const subscribed: Doing = {
    ...(lately !== 'signed up' && { at: since }),
    event: 'Subscribed',
    properties: { topic: 'promotions' },
  };
  const order = (when: number): Doing => {
    const lines = [product(), product()];
    const total = lines.reduce((sum, { price }) => sum + price, 0);
    return {
      ...{ at: when, event: 'Order Completed' },
      properties: { order_id: `${number}-${when}`, total, currency: 'GBP', products: lines },
    };
  };
  const view = (when: number, index: number): Doing => ({
    ...{ at: when, event: 'Product Viewed' },
    properties: { ...product(), product_id: products[index % products.length] },
  });
  const add = (when: number): Doing => ({ at: when, event: 'Product Added', properties: product() });
  const drop: Doing = {
    ...{ at: justNow(), event: 'Product Price Dropped' },
    properties: { ...product(), price: 5, previous_price: 50, currency: 'GBP' },
  };
  return [
    identify,
    subscribed,
    ...Array.from({ length: chance.between(1, 3) }, () => order(once())),
    view(once(), number),
    add(once()),
    ...(lately === 'looked around' ? [view(justNow(), number), view(justNow(), number + 1)] : []),
    ...(lately === 'left a cart' ? [add(justNow())] : []),
    ...(lately === 'ordered' ? [order(justNow())] : []),
    ...(lately === 'saw a price fall' ? [drop] : []),
  ];
};
