import { liquidRenderer } from '../../lambdas/adapters/liquid-renderer.ts';
import type { MailContent, MailProduct } from '../../lambdas/ports/renderer.ts';

const TIMES = 200;
const ROUNDS = 5;

const product = (index: number): MailProduct => ({
  id: `p-${index}`,
  name: `Something for the house, number ${index}`,
  quantity: 1,
  price: 12.5 + index,
  url: `https://shop.example/things/${index}`,
  imageUrl: `https://shop.example/pictures/${index}.png`,
});

/** Prints what one mail of each step costs once its template is parsed, with as many products as its slots hold. */
export const printMailRows = async (print: (line: string) => void): Promise<void> => {
  const { default: book } = await import('../../lambdas/generated/campaigns.js');
  const renderer = liquidRenderer(book);
  const many = (count = 0) => Array.from({ length: count }, (_, index) => product(index + 1));
  print(`\nmails, each ${TIMES} times, fastest of ${ROUNDS} rounds`);
  for (const campaign of book.campaigns) {
    for (const step of campaign.steps) {
      const { cart, viewed, recommendations } = step.email.slots;
      const items = many(cart?.limit);
      const content: MailContent = {
        customer: { firstName: 'Ada', lastName: 'Sample' },
        event: { order_id: 'O-1', total: 40, currency: book.brand.currency, products: orderLines(many(3)) },
        cart: { items, count: items.length, total: 40 },
        viewed: many(viewed?.limit),
        product: { ...product(1), previousPrice: 20 },
        recommendations: many(recommendations?.limit),
        brand: book.brand,
        links: {
          shop: book.brand.url,
          unsubscribe: 'https://shop.example/u/1',
          preferences: 'https://shop.example/u/1',
        },
      };
      let bestMs = Number.POSITIVE_INFINITY;
      let bytes = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const start = process.hrtime.bigint();
        for (let n = 0; n < TIMES; n += 1) {
          const mail = renderer.render(`${campaign.name}/${step.id}`, step, content);
          bytes = mail.kind === 'rendered' ? Buffer.byteLength(mail.html) : 0;
        }
        bestMs = Math.min(bestMs, Number(process.hrtime.bigint() - start) / 1e6 / TIMES);
      }
      const name = `${campaign.name}/${step.id}`.padEnd(36);
      print(`  ${name} ${bestMs.toFixed(2).padStart(7)} ms/mail ${(bytes / 1_000).toFixed(1).padStart(7)} KB`);
    }
  }
};

const orderLines = (products: readonly MailProduct[]) =>
  products.map(({ id, name, quantity, price = 0, url = '', imageUrl = '' }) => ({
    ...{ product_id: id, name, quantity, price, url },
    image_url: imageUrl,
  }));
