import { fileURLToPath } from 'node:url';
import type { Brand } from '../../lambdas/core/campaign/campaign.ts';
import { fromMoney } from '../../lambdas/core/profile/money.ts';
import type { MailContent, MailProduct } from '../../lambdas/ports/renderer.ts';
import { loadProducts } from '../../tools/catalogue/load-products.ts';

const feed = fileURLToPath(new URL('../../examples/products/products.json', import.meta.url));
const products = loadProducts(feed, 'https://marram-rye.example/pictures');

export const aBrand = (given: Partial<Brand> = {}): Brand => ({
  name: 'Marram & Rye',
  url: 'https://marram-rye.example',
  sender: { name: 'Marram & Rye', address: 'hello@marram-rye.example' },
  unsubscribeAddress: 'unsubscribe@marram-rye.example',
  postalAddress: 'Marram & Rye, 14 Ropewalk Yard, Saltby SB4 2QT, United Kingdom',
  topics: [{ id: 'promotions', title: 'New things and offers' }],
  caps: { perDay: 3 },
  quietHours: { from: '21:00', to: '08:00', exceptActiveWithinMs: 7_200_000 },
  currency: 'GBP',
  locale: 'en-GB',
  zone: 'Europe/London',
  colours: { primary: '#2f5d50', background: '#f5efe6' },
  ...given,
});

/** A product of the example shop (`MR-001` to `MR-040`) as a mail shows it. */
export const aMailProduct = (given: Partial<MailProduct> = {}): MailProduct => {
  const id = given.id ?? 'MR-001';
  const known = products.find((product) => product.id === id);
  return {
    name: known?.name ?? 'Tideline Mug, sea green',
    quantity: 1,
    price: fromMoney(known?.price ?? 145_000),
    url: known?.url,
    imageUrl: known?.imageUrl,
    ...given,
    id,
  };
};

/** Ada, with three things in her basket and four recommended, who has just ordered two of them. */
export const aMailContent = (given: Partial<MailContent> = {}): MailContent => {
  const items = [
    aMailProduct({ id: 'MR-018' }),
    aMailProduct({ id: 'MR-001', quantity: 2 }),
    aMailProduct({ id: 'MR-033' }),
  ];
  return {
    customer: { firstName: 'Ada', email: 'ada@example.com' },
    event: {
      order_id: 'A-1042',
      total: 118,
      currency: 'GBP',
      products: items.slice(0, 2).map(({ id, name, price, quantity, url, imageUrl }) => ({
        product_id: id,
        name,
        quantity,
        ...(price !== undefined && { price }),
        ...(url !== undefined && { url }),
        ...(imageUrl !== undefined && { image_url: imageUrl }),
      })),
    },
    cart: { items, count: 4, total: 156 },
    viewed: ['MR-011', 'MR-005'].map((id) => aMailProduct({ id })),
    product: aMailProduct({ id: 'MR-011', price: 49, previousPrice: 64 }),
    recommendations: ['MR-016', 'MR-028', 'MR-021', 'MR-010'].map((id) => aMailProduct({ id })),
    brand: aBrand(),
    links: {
      shop: 'https://marram-rye.example',
      unsubscribe: 'https://marram-rye.example/u/token',
      preferences: 'https://marram-rye.example/u/token',
    },
    ...given,
  };
};
