import { randomUUID } from 'node:crypto';

/** The write key of the stage `dev`, which the embedded cloud knows too. */
const WRITE_KEY = 'kairos-dev';

interface Shopper {
  readonly userId: string;
  readonly firstName: string;
  readonly does: readonly (readonly [event: string, properties: object])[];
}

const product = (product_id: string, name: string, price: number, category: string) => ({
  product_id,
  name,
  price,
  category,
  quantity: 1,
});
const MUG = product('MR-001', 'Tideline Mug, sea green', 14.5, 'Kitchen');
const RUST = product('MR-002', 'Tideline Mug, rust', 14.5, 'Kitchen');
const HARBOUR = product('MR-003', 'Harbour Mug, ink', 16, 'Kitchen');
const SUBSCRIBED = ['Subscribed', { topic: 'promotions' }] as const;

const SHOPPERS: readonly Shopper[] = [
  {
    userId: 'shown-1',
    firstName: 'Ines',
    does: [SUBSCRIBED, ['Product Viewed', HARBOUR], ['Product Viewed', MUG], ['Product Added', MUG]],
  },
  {
    userId: 'shown-2',
    firstName: 'Tomas',
    does: [
      ['Product Viewed', RUST],
      ['Product Added', RUST],
      ['Order Completed', { order_id: 'S-1002', total: 14.5, currency: 'GBP', products: [RUST] }],
    ],
  },
  { userId: 'shown-3', firstName: 'Maud', does: [SUBSCRIBED, ['Products Searched', { query: 'teapot' }]] },
];

/** Lets three shoppers visit a running demo's shop, so that the picture shows the feed at work. */
export const putShoppers = async (collector: string): Promise<void> => {
  const put = async (path: string, message: object): Promise<void> => {
    const response = await fetch(new URL(path, collector), {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}` },
      body: JSON.stringify({ messageId: randomUUID(), ...message }),
    });
    if (!response.ok) throw new Error(`the collector answered ${response.status}`);
  };
  for (const { userId, firstName, does } of SHOPPERS) {
    await put('/v1/identify', { userId, traits: { firstName, email: `${firstName.toLowerCase()}@example.com` } });
    for (const [event, properties] of does) await put('/v1/track', { userId, event, properties });
  }
};
