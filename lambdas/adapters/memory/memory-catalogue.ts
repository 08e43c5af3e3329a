import type { Neighbours, Product } from '../../core/catalogue/product.ts';
import type { FeedCatalogue } from '../../ports/catalogue.ts';
import { throughJson } from '../dynamo-limits.ts';

/** What the table holds. */
export interface CatalogueTable {
  readonly products: Map<string, Product>;
  readonly neighbours: Map<string, Neighbours>;
  bestsellers: readonly string[];
}

export const emptyCatalogueTable = (): CatalogueTable => ({
  products: new Map(),
  neighbours: new Map(),
  bestsellers: [],
});

/** The `catalogue` table in memory, with the same rule of who may replace whom. Writes into `table`. */
export const memoryCatalogue = (
  table = emptyCatalogueTable(),
): FeedCatalogue & { readonly all: ReadonlyMap<string, Product> } => {
  const { products, neighbours } = table;
  return {
    all: products,
    products: async (ids) => pick(products, ids),
    neighbours: async (ids) => pick(neighbours, ids),
    bestsellers: async () => table.bestsellers,
    feedIds: async function* () {
      for (const { id, origin } of products.values()) if (origin === 'feed') yield id;
    },
    put: async (learned) => {
      for (const product of (learned.products ?? []).map(throughJson)) {
        const isFeeds = product.origin === 'events' && products.get(product.id)?.origin === 'feed';
        if (!isFeeds) products.set(product.id, product);
      }
      for (const [id, of] of learned.neighbours ?? []) neighbours.set(id, throughJson(of));
      if (learned.bestsellers) table.bestsellers = learned.bestsellers.slice(0, 20);
    },
  };
};

const pick = <Value>(from: ReadonlyMap<string, Value>, ids: readonly string[]): ReadonlyMap<string, Value> =>
  new Map(
    ids.flatMap((id) => {
      const value = from.get(id);
      return value === undefined || id === '' ? [] : [[id, value] as const];
    }),
  );
