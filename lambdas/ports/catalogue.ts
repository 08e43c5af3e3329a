import type { Neighbours, Product } from '../core/catalogue/product.ts';

/** The `catalogue` table. */
export interface Catalogue {
  products(ids: readonly string[]): Promise<ReadonlyMap<string, Product>>;
  neighbours(ids: readonly string[]): Promise<ReadonlyMap<string, Neighbours>>;
  /** Strongest first, at most 20. */
  bestsellers(): Promise<readonly string[]>;
  /** Absolute writes: the same call twice leaves the same table. A feed's product is not replaced by an event's. */
  put(learned: {
    readonly products?: readonly Product[];
    readonly neighbours?: ReadonlyMap<string, Neighbours>;
    readonly bestsellers?: readonly string[];
  }): Promise<void>;
}

/** What an import of a feed needs besides. */
export interface FeedCatalogue extends Catalogue {
  /** Ids of all products that a feed brought. Reads the whole table: for a command, never on an event's way. */
  feedIds(): AsyncIterable<string>;
}
