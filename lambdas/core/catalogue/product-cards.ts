import type { CustomerEvent, JsonObject } from '../event/event.ts';
import { isNewer } from '../newest-wins.ts';
import { productIdOf } from '../profile/cart.ts';
import { toMoney } from '../profile/money.ts';
import { numberOf, objectsOf, stampOf, textOf } from '../profile/read-json.ts';
import type { Product } from './product.ts';

/** A product as the newest event showed it. */
export interface ProductCard {
  readonly product: Product;
  readonly at: number;
  readonly by: string;
}

const NAMING = new Set(['Product Viewed', 'Product Clicked', 'Product Added', 'Order Completed']);
const CARDS_AN_HOUR = 5_000;

/** Cards of the products that events name, newest first, for shops without a feed; at most 5,000. */
export const learnCards = (events: readonly CustomerEvent[]): readonly ProductCard[] => {
  const cards: ProductCard[] = [];
  for (const event of events) {
    if (event.type !== 'track' || !NAMING.has(event.event)) continue;
    const shown = [event.properties, ...objectsOf(event.properties.products)];
    for (const properties of shown) {
      const product = productIn(properties);
      if (product !== undefined) cards.push({ product, at: event.at, by: stampOf(event) });
    }
  }
  const newest = new Map<string, ProductCard>();
  keepNewest(newest, cards);
  return newestCards(newest);
};

/** The newest of an hour's cards, at most 5,000. */
export const newestCards = (newest: ReadonlyMap<string, ProductCard>): readonly ProductCard[] =>
  [...newest.values()].sort(byTime).slice(0, CARDS_AN_HOUR);

/** Adds cards to the newest of each product. */
export const keepNewest = (newest: Map<string, ProductCard>, cards: Iterable<ProductCard>): void => {
  for (const card of cards) if (isNewer(card, newest.get(card.product.id))) newest.set(card.product.id, card);
};

/** Newest product first. */
const byTime = (x: ProductCard, y: ProductCard): number => y.at - x.at || (x.product.id < y.product.id ? -1 : 1);

const productIn = (properties: JsonObject): Product | undefined => {
  const id = productIdOf(properties);
  const name = textOf(properties.name, 200);
  if (id === undefined || name === undefined) return undefined; // a mail cannot show what has no name
  const price = numberOf(properties.price);
  const url = textOf(properties.url, 500);
  const imageUrl = textOf(properties.image_url, 500);
  const category = textOf(properties.category, 200);
  const brand = textOf(properties.brand, 200);
  return {
    id,
    name,
    ...(price !== undefined && price >= 0 && { price: toMoney(price) }),
    ...(url !== undefined && { url }),
    ...(imageUrl !== undefined && { imageUrl }),
    ...(category !== undefined && { category }),
    ...(brand !== undefined && { brand }),
    origin: 'events',
  };
};
