import type { Product } from '../../lambdas/core/catalogue/product.ts';
import type { Instant } from '../../lambdas/core/event/event.ts';
import { fromMoney } from '../../lambdas/core/profile/money.ts';
import type { OutgoingRecord } from '../../lambdas/ports/event-stream.ts';

/** A record and when its producer puts it. */
export interface TimedRecord {
  readonly at: Instant;
  readonly record: OutgoingRecord;
}

export interface Who {
  readonly userId?: string;
  readonly anonymousId?: string;
}

/** One Segment message as the shop's web page sends it. */
export const messageAt = (
  at: Instant,
  messageId: string,
  who: Who,
  message: Readonly<Record<string, unknown>> & { readonly type: string },
): TimedRecord => {
  const timestamp = new Date(at).toISOString();
  const whole = { ...message, ...who, messageId, source: 'website', timestamp };
  const partitionKey = who.userId ?? who.anonymousId ?? messageId;
  return { at, record: { partitionKey, data: Buffer.from(JSON.stringify(whole)) } };
};

export const productProperties = ({ id, name, price, url, imageUrl, category, brand }: Product) => ({
  product_id: id,
  name,
  price: fromMoney(price ?? 0),
  url,
  image_url: imageUrl,
  category,
  brand,
});
