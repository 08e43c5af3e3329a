import type { Instant, JsonObject, TrackEvent } from '../event/event.ts';
import { productIdOf } from './cart.ts';
import type { Profile, ViewedProduct } from './profile.ts';
import { objectsOf, textOf } from './read-json.ts';

const VIEWED_KEPT = 20;
export const BOUGHT_KEPT = 10;

type Viewed = Profile['viewed'];

export const viewedProductOf = (event: TrackEvent): ViewedProduct | undefined =>
  event.event === 'Product Viewed' ? productIn(event.properties, event.at) : undefined;

/** What an order is about, line by line. */
export const boughtProductsOf = ({ event, properties, at }: TrackEvent): Viewed =>
  event === 'Order Completed' ? objectsOf(properties.products).flatMap((line) => productIn(line, at) ?? []) : [];

const productIn = (properties: JsonObject, at: Instant): ViewedProduct | undefined => {
  const productId = productIdOf(properties);
  if (productId === undefined) return undefined;
  return { productId, at, category: textOf(properties.category, 200), brand: textOf(properties.brand, 200) };
};

/** The latest views, newest first, one a product: the same under any order of arrival. */
export const mergeViewed = (viewed: Viewed, news: Viewed, kept = VIEWED_KEPT): Viewed => {
  const latest = new Map<string, ViewedProduct>();
  for (const view of [...viewed, ...news]) {
    const known = latest.get(view.productId);
    if (known === undefined || isBefore(known, view)) latest.set(view.productId, view);
  }
  return [...latest.values()].sort((a, b) => (isBefore(a, b) ? 1 : -1)).slice(0, kept);
};

/** By time, then id; the rest settles two views of one product at one time. */
const isBefore = (a: ViewedProduct, b: ViewedProduct): boolean =>
  a.at !== b.at ? a.at < b.at : sortKey(a) < sortKey(b);

const sortKey = ({ productId, category = '', brand = '' }: ViewedProduct): string =>
  `${productId}\n${category}\n${brand}`;
