import type { TrackEvent } from '../event/event.ts';
import { productIdOf } from './cart.ts';
import type { Profile, ViewedProduct } from './profile.ts';
import { textOf } from './read-json.ts';

const VIEWED_KEPT = 20;

type Viewed = Profile['viewed'];

export const viewedProductOf = (event: TrackEvent): ViewedProduct | undefined => {
  const productId = event.event === 'Product Viewed' ? productIdOf(event.properties) : undefined;
  if (productId === undefined) return undefined;
  return {
    productId,
    at: event.at,
    category: textOf(event.properties.category, 200),
    brand: textOf(event.properties.brand, 200),
  };
};

/** The latest views, newest first, one a product: the same under any order of arrival. */
export const mergeViewed = (viewed: Viewed, news: Viewed): Viewed => {
  const latest = new Map<string, ViewedProduct>();
  for (const view of [...viewed, ...news]) {
    const known = latest.get(view.productId);
    if (known === undefined || isBefore(known, view)) latest.set(view.productId, view);
  }
  return [...latest.values()].sort((a, b) => (isBefore(a, b) ? 1 : -1)).slice(0, VIEWED_KEPT);
};

/** By time, then id; the rest settles two views of one product at one time. */
const isBefore = (a: ViewedProduct, b: ViewedProduct): boolean =>
  a.at !== b.at ? a.at < b.at : sortKey(a) < sortKey(b);

const sortKey = ({ productId, category = '', brand = '' }: ViewedProduct): string =>
  `${productId}\n${category}\n${brand}`;

/** Categories by how often they are among the latest views, most first: what the person is drawn to. */
export const affinity = (viewed: Viewed): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { category } of viewed) {
    if (category !== undefined) counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return [...counts.entries()].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([category]) => category);
};
