import { readFileSync } from 'node:fs';
import type { Product } from '../../lambdas/core/catalogue/product.ts';
import { toMoney } from '../../lambdas/core/profile/money.ts';
import { productFeed } from './product-feed.ts';

/**
 * The products of a feed file, as `examples/products/products.json`, ready for the catalogue. `pictureBaseUrl` is where
 * the files of `pictures/` are served. Throws where the file is not a feed.
 */
export const loadProducts = (file: string, pictureBaseUrl: string): Product[] =>
  productFeed
    .parse(JSON.parse(readFileSync(file, 'utf8')))
    .map(({ id, name, price, url, picture, category, brand, stock }) => ({
      id,
      name,
      price: toMoney(price),
      url,
      imageUrl: `${pictureBaseUrl.replace(/\/$/, '')}/${picture}`,
      category,
      brand,
      stock,
      origin: 'feed',
    }));
