import { fraction } from '../../lambdas/core/hash.ts';

/** One event of a shop's traffic, ready to be put: what the importers of real logs yield too. */
export interface TrafficRecord {
  readonly at: number;
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

const START = Date.UTC(2026, 0, 1, 8);
const PAGES = ['Product Viewed', 'Product Viewed', 'Product Viewed', 'Product Added', 'Order Completed'] as const;

/**
 * Generated shop traffic, the same for the same seed: `events` in order of time from visitors who come for a session
 * of 1 to 24 events, half a minute apart, some ten thousand sessions an hour side by side.
 */
export const sessionTraffic = (events: number, seed = 'bench'): readonly TrafficRecord[] => {
  const drafts: { at: number; user: string; name: string; product: number; ordinal: number }[] = [];
  for (let session = 0; drafts.length < events; session += 1) {
    const dice = (what: string, n = 0): number => fraction(seed, String(session), what, String(n));
    const user = `u-${Math.floor(dice('user') * (session + 100))}`;
    const length = 1 + Math.floor(dice('length') ** 3 * 24);
    for (let n = 0; n < length; n += 1) {
      const name = PAGES[Math.floor(dice('page', n) * PAGES.length)] ?? 'Product Viewed';
      drafts.push({
        at: START + session * 360 + n * 30_000,
        user,
        name,
        product: Math.floor(dice('product', n) * 500),
        ordinal: n,
      });
    }
  }
  return drafts
    .slice(0, events)
    .sort((a, b) => a.at - b.at)
    .map(({ at, user, name, product, ordinal }) => ({
      at,
      partitionKey: user,
      data: Buffer.from(
        JSON.stringify({
          type: 'track',
          messageId: `${user}-${at}-${ordinal}`,
          userId: user,
          anonymousId: `a-${user}`,
          event: name,
          timestamp: new Date(at).toISOString(),
          properties: {
            product_id: `p-${product}`,
            name: `Product ${product}`,
            category: `category ${product % 12}`,
            price: product + 0.99,
            quantity: 1,
            ...(name === 'Order Completed' ? { order_id: `${user}-${at}`, total: product + 0.99 } : {}),
          },
          context: { locale: 'en-GB', timezone: 'Europe/Berlin', page: { url: `https://shop.example/p/${product}` } },
        }),
      ),
    }));
};
