import { describe, expect, it } from 'vitest';
import type { Product } from '../../lambdas/core/catalogue/product.ts';
import type { Catalogue } from '../../lambdas/ports/catalogue.ts';
import { numbered } from './odd-values.ts';

export interface CatalogueWorld {
  readonly catalogue: Catalogue;
}

const NAME = 'Zoë’s mug 😀 שלום e\u0301 "\\ <&>';
const aProduct = (given: Partial<Product> = {}): Product => ({ id: 'mug', name: 'Mug', origin: 'feed', ...given });

/** What every `Catalogue` promises. */
export const describeCatalogueContract = (name: string, makeWorld: () => Promise<CatalogueWorld>): void => {
  const holding = async (...products: readonly Product[]): Promise<Catalogue> => {
    const { catalogue } = await makeWorld();
    await catalogue.put({ products });
    return catalogue;
  };

  describe(`the catalogue ${name}`, () => {
    it('knows nothing before it was told', async () => {
      const { catalogue } = await makeWorld();
      expect(await catalogue.products(['mug'])).toEqual(new Map());
      expect(await catalogue.neighbours(['mug'])).toEqual(new Map());
      expect(await catalogue.bestsellers()).toEqual([]);
    });

    it('finds nothing for nothing, and changes nothing for nothing', async () => {
      const catalogue = await holding(aProduct(), aProduct({ id: '' }));
      await catalogue.put({});
      await catalogue.put({ products: [], neighbours: new Map() });
      expect(await catalogue.products([])).toEqual(new Map());
      expect(await catalogue.neighbours([])).toEqual(new Map());
      expect([...(await catalogue.products(['', 'mug', 'mug', 'none'])).keys()]).toEqual(['mug']);
    });

    it.each<[string, Product]>([
      [
        'every field',
        aProduct({
          price: 145_000,
          url: 'https://s.example/?a=b',
          imageUrl: '/m.png',
          category: 'Küche',
          brand: 'M',
          stock: 3,
        }),
      ],
      ['no more than it must', aProduct()],
      ['empty and zero values', aProduct({ name: '', price: 0, url: '', category: '', stock: 0 })],
      ['undefined values', aProduct({ price: undefined, url: undefined, stock: undefined })],
      ['text of any script', aProduct({ id: '😀/#?é ', name: NAME, brand: NAME, origin: 'events' })],
    ])('gives back a product of %s as it was put', async (_kind, product) => {
      const catalogue = await holding(product);
      const expected = Object.fromEntries(Object.entries(product).filter(([, value]) => value !== undefined));
      expect((await catalogue.products([product.id])).get(product.id)).toStrictEqual(expected);
    });

    it('holds any number', async () => {
      const products = numbered(130).map((id, n) => aProduct({ id, origin: n % 10 === 0 ? 'events' : 'feed' }));
      const catalogue = await holding(...products);
      const found = await catalogue.products(products.map(({ id }) => id));
      expect([...found.keys()].sort()).toEqual(products.map(({ id }) => id).sort());
      const neighbours = new Map(numbered(130).map((id) => [id, { boughtTogether: [id], viewedTogether: [] }]));
      await catalogue.put({ neighbours });
      expect(await catalogue.neighbours(numbered(130))).toEqual(neighbours);
    });

    it.each([
      ['feed', 'events', 'first'],
      ['events', 'events', 'second'],
      ['events', 'feed', 'second'],
      ['feed', 'feed', 'second'],
    ] as const)(
      'after a word of %s and one of %s keeps the %s, told at once or one by one',
      async (one, other, kept) => {
        const products = [
          aProduct({ name: 'first', price: 1, origin: one }),
          aProduct({ name: 'second', origin: other }),
        ];
        const { catalogue } = await makeWorld();
        for (const product of products) await catalogue.put({ products: [product] });
        for (const told of [catalogue, await holding(...products)]) {
          const mug = (await told.products(['mug'])).get('mug');
          expect(mug?.name).toBe(kept);
          expect(mug?.price).toBe(kept === 'first' ? 1 : undefined);
        }
      },
    );

    it('keeps neighbours in their order, until it is told of others', async () => {
      const { catalogue } = await makeWorld();
      await catalogue.put({ neighbours: new Map([['mug', { boughtTogether: ['b', 'a', '😀'], viewedTogether: [] }]]) });
      expect((await catalogue.neighbours(['mug', 'none'])).get('mug')).toStrictEqual({
        boughtTogether: ['b', 'a', '😀'],
        viewedTogether: [],
      });
      await catalogue.put({ neighbours: new Map([['mug', { boughtTogether: [], viewedTogether: ['c'] }]]) });
      expect(await catalogue.neighbours(['mug', 'mug'])).toEqual(
        new Map([['mug', { boughtTogether: [], viewedTogether: ['c'] }]]),
      );
      expect(await catalogue.products(['mug'])).toEqual(new Map());
    });

    it('keeps the twenty best sellers in their order, until it is told of others', async () => {
      const { catalogue } = await makeWorld();
      await catalogue.put({ bestsellers: numbered(25) });
      await catalogue.put({ products: [aProduct()] });
      expect(await catalogue.bestsellers()).toEqual(numbered(20));
      await catalogue.put({ bestsellers: ['b', 'a'] });
      expect(await catalogue.bestsellers()).toEqual(['b', 'a']);
      await catalogue.put({ bestsellers: [] });
      expect(await catalogue.bestsellers()).toEqual([]);
    });

    it.each(['feed', 'events'] as const)('fails loudly at a product of %s that is too large', async (origin) => {
      await expect(holding(aProduct({ origin, name: 'm'.repeat(400 * 1024) }))).rejects.toThrow();
    });
  });
};
