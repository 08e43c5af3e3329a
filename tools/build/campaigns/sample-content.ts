import type { Brand } from '../../../lambdas/core/campaign/campaign.ts';
import type { JsonObject } from '../../../lambdas/core/event/event.ts';
import type { MailContent, MailProduct } from '../../../lambdas/ports/renderer.ts';

/** As long as the domain lets them be: a cart's names and addresses, and an event's 20 lines. */
const LONGEST_NAME = 100;
const LONGEST_URL = 300;
const MOST_PRODUCTS = 20;

const product = (index: number): MailProduct => ({
  id: `SAMPLE-${index}`,
  name: `Sample thing ${index} `.padEnd(LONGEST_NAME, 'x'),
  quantity: 2,
  price: 12.5,
  url: `https://shop.example/things/${index}`.padEnd(LONGEST_URL, 'x'),
  imageUrl: `https://shop.example/pictures/${index}.png`,
});

/** A link as long as those that are signed. */
export const SAMPLE_UNSUBSCRIBE = `https://shop.example/preferences/${'x'.repeat(300)}`;

/** What a mail is held against at build: one with everything in it, and one where nearly nothing is known. */
export const sampleContents = (brand: Brand, isMarketing: boolean, language?: string): readonly MailContent[] => {
  const links = {
    shop: brand.url,
    ...(isMarketing && { unsubscribe: SAMPLE_UNSUBSCRIBE, preferences: SAMPLE_UNSUBSCRIBE }),
  };
  const reader: JsonObject = language === undefined ? {} : { locale: language };
  const products = Array.from({ length: MOST_PRODUCTS }, (_, index) => product(index + 1));
  const [first] = products;
  const lines = products.map(({ id, name, quantity, price = 0, url = '', imageUrl = '' }) => ({
    ...{ product_id: id, name, quantity, price, url },
    image_url: imageUrl,
  }));
  return [
    {
      customer: { ...reader, firstName: 'Ada', lastName: 'Sample', email: 'ada@example.com' },
      event: { ...lines[0], order_id: 'SAMPLE-1', total: 250, revenue: 250, currency: brand.currency, products: lines },
      cart: { items: products, count: 40, total: 500 },
      viewed: products,
      ...(first && { product: { ...first, previousPrice: 20 } }),
      recommendations: products,
      brand,
      links,
    },
    {
      customer: reader,
      event: {},
      cart: { items: first === undefined ? [] : [{ id: first.id, name: first.name, quantity: 1 }], count: 1, total: 0 },
      viewed: first === undefined ? [] : [{ id: first.id, name: first.name, quantity: 1 }],
      recommendations: [],
      brand,
      links,
    },
  ];
};
