import { beforeAll, describe, expect, it } from 'vitest';
import { memoryCatalogue } from '../../../lambdas/adapters/memory/memory-catalogue.ts';
import { memoryObjectStore } from '../../../lambdas/adapters/memory/object-store.ts';
import type { Product } from '../../../lambdas/core/catalogue/product.ts';
import type { EventValidators } from '../../../lambdas/decode/event-validators.ts';
import { writeLakeObject } from '../../../lambdas/decode/lake-row.ts';
import { type ImportOptions, importFeed } from '../../../tools/catalogue/import-feed.ts';
import type { FeedRow } from '../../../tools/catalogue/read-feed.ts';

const NOW = Date.UTC(2026, 5, 10, 12);
let validators: EventValidators;
beforeAll(async () => {
  validators = (await import('../../../lambdas/generated/validators.js')).default;
});

const product = (id: string, price: number, more: Partial<Product> = {}): Product => ({
  ...{ id, name: `Thing ${id}`, price: price * 10_000, origin: 'feed' },
  ...more,
});

/** A shop with two things, and people who looked at them, `daysAgo` each. */
const aShop = async (
  views: readonly { readonly who: object; readonly id: string; readonly daysAgo?: number; readonly context?: object }[],
) => {
  const lake = memoryObjectStore();
  for (const [index, { who, id, daysAgo = 1, context }] of views.entries()) {
    const at = new Date(NOW - daysAgo * 86_400_000);
    const message = {
      type: 'track',
      event: 'Product Viewed',
      messageId: `v-${index}`,
      ...who,
      context,
      timestamp: at,
      properties: { product_id: id },
    };
    const record = {
      position: { shard: 's', sequence: String(index), subSequence: 0 },
      arrivedAt: at.getTime(),
      partitionKey: 'p',
      data: Buffer.from(JSON.stringify(message)),
    };
    await lake.put(
      `raw/dt=${at.toISOString().slice(0, 10)}/hour=12/${index}.ndjson.zst`,
      writeLakeObject([record]),
      'x',
    );
  }
  const catalogue = memoryCatalogue();
  await catalogue.put({ products: [product('mug', 20), product('lamp', 90), product('old', 5)] });
  const told: Record<string, unknown>[] = [];
  const put = async (records: readonly { readonly data: Uint8Array }[]) => {
    told.push(...records.map(({ data }) => JSON.parse(Buffer.from(data).toString('utf8'))));
    return [] as readonly number[];
  };
  const clock = { now: () => NOW, sleep: async () => undefined };
  const importing = (
    products: readonly Product[],
    given: Partial<ImportOptions> = {},
    events = { put },
    broken: readonly FeedRow[] = [],
  ) =>
    importFeed(
      { catalogue, lake, events, validators, clock },
      async function* (): AsyncIterable<FeedRow> {
        yield* products.map((each, index) => ({ line: index + 2, product: each }));
        yield* broken;
      },
      { currency: 'GBP', viewedWithinDays: 7, leastDrop: 0.05, whole: false, ...given },
    );
  return { importing, told, catalogue };
};
const ada = { userId: 'ada' };

describe('the import of a feed', () => {
  it('writes what the feed says, and tells who looked at what costs less now', async () => {
    const { importing, told, catalogue } = await aShop([
      { who: ada, id: 'mug' },
      { who: { anonymousId: 'a-1' }, id: 'mug' },
      { who: { userId: 'bob' }, id: 'lamp' },
    ]);
    const report = await importing([product('mug', 15, { url: 'https://s.example/mug' }), product('lamp', 90)]);
    expect(report).toMatchObject({ rows: 2, products: 2, pricesFallen: 1, peopleTold: 2, setAside: [] });
    expect(told.map(({ userId, anonymousId }) => userId ?? anonymousId).sort()).toEqual(['a-1', 'ada']);
    expect(told.find(({ userId }) => userId === 'ada')).toMatchObject({
      type: 'track',
      event: 'Product Price Dropped',
      source: 'catalogue',
      timestamp: new Date(NOW).toISOString(),
      properties: { product_id: 'mug', price: 15, previous_price: 20, currency: 'GBP', url: 'https://s.example/mug' },
    });
    expect((await catalogue.products(['mug'])).get('mug')?.price).toBe(150_000);
  });

  it('tells each person of one thing, the one that saves them most', async () => {
    const views = ['mug', 'lamp', 'mug'].map((id) => ({ who: ada, id }));
    const { importing, told } = await aShop(views);
    await importing([product('mug', 10), product('lamp', 75)]);
    expect(told.map(({ properties }) => properties)).toEqual([expect.objectContaining({ product_id: 'lamp' })]);
  });

  it.each<[string, Parameters<typeof aShop>[0][number], Product, Partial<ImportOptions>]>([
    ['a price that rose', { who: ada, id: 'mug' }, product('mug', 21), {}],
    ['a price that fell by next to nothing', { who: ada, id: 'mug' }, product('mug', 19.5), {}],
    ['what is sold out', { who: ada, id: 'mug' }, product('mug', 10, { stock: 0 }), {}],
    ['what is new', { who: ada, id: 'vase' }, product('vase', 10), {}],
    ['a view that is too long ago', { who: ada, id: 'mug', daysAgo: 9 }, product('mug', 10), {}],
    ['a view that a replay brought', { who: ada, id: 'mug', context: { backfill: true } }, product('mug', 10), {}],
    ['anything, where nobody is to be told', { who: ada, id: 'mug' }, product('mug', 10), { viewedWithinDays: 0 }],
  ])('tells nobody of %s', async (_case, view, news, options) => {
    const { importing, told } = await aShop([view]);
    await importing([news], options);
    expect(told).toEqual([]);
  });

  it('tells the same event again after a crash before the catalogue was written, and nothing once it was', async () => {
    const { importing, told, catalogue } = await aShop([{ who: ada, id: 'mug' }]);
    const { put } = catalogue;
    catalogue.put = async () => {
      throw new Error('killed');
    };
    await expect(importing([product('mug', 10)])).rejects.toThrow('killed');
    catalogue.put = put;
    await importing([product('mug', 10)]);
    await importing([product('mug', 10)]);
    expect(told).toHaveLength(2);
    expect(told[0]?.messageId).toBe(told[1]?.messageId);
  });

  it('leaves the catalogue alone where the stream does not take what is told', async () => {
    const { importing, catalogue } = await aShop([{ who: ada, id: 'mug' }]);
    await expect(importing([product('mug', 10)], {}, { put: async () => [0] })).rejects.toThrow('import again');
    expect((await catalogue.products(['mug'])).get('mug')?.price).toBe(200_000);
  });

  it('takes what the whole range lacks for sold out, and only then', async () => {
    const { importing, catalogue } = await aShop([]);
    await catalogue.put({ products: [product('learned', 5, { origin: 'events' })] });
    await importing([product('mug', 20)]);
    expect((await catalogue.products(['old'])).get('old')?.stock).toBeUndefined();
    expect((await importing([product('mug', 20)], { whole: true })).leftTheFeed).toBe(2);
    const left = await catalogue.products(['old', 'lamp', 'learned', 'mug']);
    expect([...left].map(([id, { stock }]) => [id, stock])).toEqual([
      ['old', 0],
      ['lamp', 0],
      ['learned', undefined],
      ['mug', undefined],
    ]);
  });

  it('leaves as it is what the whole range has in a row that is set aside', async () => {
    const { importing, catalogue } = await aShop([]);
    const broken: FeedRow = { line: 9, fault: 'bad_price', id: 'lamp' };
    const report = await importing([product('mug', 20)], { whole: true }, undefined, [broken]);
    expect(report).toMatchObject({ leftTheFeed: 1, setAside: [broken] });
    const left = await catalogue.products(['old', 'lamp']);
    expect([...left].map(([id, { stock }]) => [id, stock])).toEqual([
      ['old', 0],
      ['lamp', undefined],
    ]);
  });

  it('refuses a feed without a single product', async () => {
    const { importing, catalogue } = await aShop([]);
    await expect(importing([], { whole: true })).rejects.toThrow('the catalogue stays as it is');
    expect((await catalogue.products(['mug'])).get('mug')?.stock).toBeUndefined();
  });
});
