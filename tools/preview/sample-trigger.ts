import type { Brand, Campaign } from '../../lambdas/core/campaign/campaign.ts';
import type { Product } from '../../lambdas/core/catalogue/product.ts';
import type { Instant, JsonObject } from '../../lambdas/core/event/event.ts';
import { cartLines } from '../../lambdas/core/profile/cart.ts';
import { fromMoney } from '../../lambdas/core/profile/money.ts';
import type { AppliedEvent, Profile } from '../../lambdas/core/profile/profile.ts';

/** What a sample's event says of whoever sent it. */
export const SAMPLE = 'sample';

/** How much dearer a sample's product was. */
const DEARER = 1.25;

/** Ids of the products that a sample would be about, the nearest first: in the cart, bought, looked at. */
export const sampleProductIds = ({ cart, viewed, bought = [] }: Profile): readonly string[] => [
  ...new Set([...cartLines(cart), ...viewed, ...bought].map(({ productId }) => productId)),
];

/**
 * An event that would begin the campaign now: what its trigger asks for, about products that are the person's, where
 * there are any. Pure.
 */
export const sampleTrigger = (
  { trigger, entry, kind }: Campaign,
  { currency }: Brand,
  profile: Profile,
  products: readonly Product[],
  now: Instant,
): AppliedEvent => {
  const lines = products.map(lineOf);
  const total = round(lines.reduce((sum, { price }) => sum + price, SHIPPING));
  return {
    name: trigger.event,
    messageId: SAMPLE,
    source: SAMPLE,
    at: now,
    receivedAt: now,
    properties: {
      product_id: SAMPLE,
      ...(lines[0] === undefined ? {} : { ...lines[0], previous_price: round(lines[0].price * DEARER) }),
      ...{ order_id: 'SAMPLE-1', shipping: SHIPPING, total, revenue: total, currency, products: lines },
      ...(kind.transactional ? {} : { topic: kind.topic }),
      ...asked(trigger),
    },
    cartKey: entry.oncePer === 'cart' ? (profile.cart.key ?? SAMPLE) : undefined,
  };
};

/** So that the line is seen. */
const SHIPPING = 3.95;

const round = (amount: number): number => Math.round(amount * 100) / 100;

const lineOf = ({ id, name, price, url, imageUrl }: Product) => ({
  ...{ product_id: id, name, quantity: 1, price: price === undefined ? 0 : fromMoney(price) },
  ...(url === undefined ? {} : { url }),
  ...(imageUrl === undefined ? {} : { image_url: imageUrl }),
});

/** What the trigger's tests ask of its properties, as far as they say it. */
const asked = ({ where = [] }: Campaign['trigger']): JsonObject =>
  Object.fromEntries(
    where.flatMap(({ property, equals, atLeast, atMost }) => {
      const value = equals ?? atLeast ?? atMost;
      return value === undefined || value === null ? [] : [[property, value]];
    }),
  );
