import type { CustomerEvent, Identifiers, JsonObject } from '../event/event.ts';
import { PRICE_DROPPED } from '../event/price-drop.ts';
import { digest } from '../hash.ts';
import { productIdOf } from '../profile/cart.ts';
import { fromMoney } from '../profile/money.ts';
import type { Money } from '../profile/profile.ts';
import type { Product } from './product.ts';
import { isAvailable } from './recommend.ts';

export interface PriceDrop {
  readonly product: Product & { readonly price: Money };
  readonly previousPrice: Money;
}

/** Who is told of which drop. */
export interface PriceDropNews {
  readonly who: Identifiers;
  readonly drop: PriceDrop;
}

/** Has the price fallen by at least `leastShare` (0.05: 5 %), of something that can be had? */
export const priceDropOf = (
  known: Product | undefined,
  product: Product,
  leastShare: number,
): PriceDrop | undefined => {
  const { price } = product;
  const previousPrice = known?.price;
  if (price === undefined || previousPrice === undefined || !isAvailable(product)) return undefined;
  return price < previousPrice && previousPrice - price >= previousPrice * leastShare
    ? { product: { ...product, price }, previousPrice }
    : undefined;
};

/**
 * Adds what an event says of who looked at a fallen product. One drop a person, the one that saves them most: nobody is
 * told of a whole sale at once. A program's and an import's views count for nothing.
 */
export const addViewer = (
  told: Map<string, PriceDropNews>,
  event: CustomerEvent,
  drops: ReadonlyMap<string, PriceDrop>,
): void => {
  if (event.type !== 'track' || event.event !== 'Product Viewed') return;
  if (event.context.bot === true || event.context.backfill === true) return;
  const drop = drops.get(productIdOf(event.properties) ?? '');
  const { userId, anonymousId } = event;
  const key = userId === undefined ? `anonymous:${anonymousId}` : `user:${userId}`;
  if (drop === undefined || (userId ?? anonymousId) === undefined) return;
  const before = told.get(key)?.drop;
  if (before !== undefined && savedBy(before) >= savedBy(drop)) return;
  told.set(key, {
    who: userId === undefined ? { ...(anonymousId !== undefined && { anonymousId }) } : { userId },
    drop,
  });
};

const savedBy = ({ product, previousPrice }: PriceDrop): Money => previousPrice - product.price;

/** The event that tells somebody of a drop. The same drop told again is the same event, and counts once. */
export const priceDropMessage = ({ who, drop: { product, previousPrice } }: PriceDropNews, currency: string) => ({
  type: 'track' as const,
  event: PRICE_DROPPED,
  ...who,
  messageId: `price-drop-${digest('price-drop', product.id, String(previousPrice), String(product.price), who.userId ?? '', who.anonymousId ?? '')}`,
  properties: {
    product_id: product.id,
    name: product.name,
    price: fromMoney(product.price),
    previous_price: fromMoney(previousPrice),
    currency,
    ...(product.url !== undefined && { url: product.url }),
    ...(product.imageUrl !== undefined && { image_url: product.imageUrl }),
  } satisfies JsonObject,
});
