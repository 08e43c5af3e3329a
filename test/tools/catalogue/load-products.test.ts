import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { loadProducts } from '../../../tools/catalogue/load-products.ts';

const folder = join(projectRoot, 'examples', 'products');
const products = loadProducts(join(folder, 'products.json'), 'http://127.0.0.1:4000/pictures/');
const PNG = [0x89, 0x50, 0x4e, 0x47];

describe('the example shop', () => {
  it('has forty products, each with an id and a name of its own, an exact price and a picture', () => {
    expect(products).toHaveLength(40);
    expect(new Set(products.map(({ id }) => id)).size).toBe(40);
    expect(new Set(products.map(({ name }) => name)).size).toBe(40);
    expect(products[0]).toEqual({
      id: 'MR-001',
      name: 'Tideline Mug, sea green',
      price: 145_000,
      url: 'https://marram-rye.example/things/tideline-mug-sea-green',
      imageUrl: 'http://127.0.0.1:4000/pictures/tideline-mug-sea-green.png',
      category: 'Kitchen',
      brand: 'Marram & Rye',
      stock: 120,
      origin: 'feed',
    });
  });

  it('has one thing that is sold out, to show what mails do then', () => {
    expect(products.filter(({ stock }) => stock === 0)).toHaveLength(1);
  });

  it('has pictures small enough for a mail', () => {
    for (const { imageUrl } of products) {
      const file = join(folder, 'pictures', imageUrl?.split('/').at(-1) ?? '');
      expect([...readFileSync(file).subarray(0, 4)]).toEqual(PNG);
      expect(statSync(file).size).toBeLessThanOrEqual(12 * 1024);
    }
  });
});
