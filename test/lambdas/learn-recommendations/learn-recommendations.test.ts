import { describe, expect, it } from 'vitest';
import { countingMetrics } from '../../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryCatalogue } from '../../../lambdas/adapters/memory/memory-catalogue.ts';
import { memorySchemaRegistry } from '../../../lambdas/adapters/memory/memory-schema-registry.ts';
import { memoryObjectStore } from '../../../lambdas/adapters/memory/object-store.ts';
import { writeLakeObject } from '../../../lambdas/decode/lake-row.ts';
import validators from '../../../lambdas/generated/validators.js';
import { learnRecommendations } from '../../../lambdas/learn-recommendations/learn-recommendations.ts';
import { confluentFramed } from '../../../tools/producers/framed.ts';
import { anAvroOrder } from '../../../tools/producers/order-payload.ts';
import { aMessage, aRecord } from '../../builders/record.ts';
import { aSleeperClock } from '../../builders/virtual-time.ts';

const PLENTY_MS = 900_000;
const HOUR = 'dt=2026-11-24/hour=11';

let messages = 0;
const record = (event: string, properties: object, userId = 'ada') => {
  messages += 1;
  return aRecord(aMessage({ messageId: `m-${messages}`, event, userId, properties }));
};
const view = (product_id: string, userId?: string) =>
  record('Product Viewed', { product_id, name: `The ${product_id}`, price: 5 }, userId);
const order = (order_id: string, ...ids: string[]) =>
  record('Order Completed', {
    order_id,
    products: ids.map((product_id) => ({ product_id, name: `The ${product_id}` })),
  });

const aShop = async (objects: Record<string, ReturnType<typeof record>[]>) => {
  const lake = memoryObjectStore();
  const catalogue = memoryCatalogue();
  const metrics = countingMetrics();
  const clock = aSleeperClock();
  const put = async (key: string, records: ReturnType<typeof record>[]) =>
    lake.put(`raw/${key}.ndjson.zst`, writeLakeObject(records), 'application/zstd');
  for (const [key, records] of Object.entries(objects)) await put(key, records);
  const schemas = memorySchemaRegistry({ 'confluent:7': 'order-completed/1.avsc' });
  const learn = learnRecommendations({ lake, catalogue, validators, schemas, clock, metrics });
  return { lake, catalogue, metrics, clock, put, learn: (remainingMs = PLENTY_MS) => learn(remainingMs) };
};

const neighboursOf = async (catalogue: ReturnType<typeof memoryCatalogue>, id: string) =>
  (await catalogue.neighbours([id])).get(id);

describe('learning recommendations', () => {
  it('learns from orders under a schema too', async () => {
    const products = [{ product_id: 'mug' }, { product_id: 'bowl' }];
    const { catalogue, learn } = await aShop({
      [`${HOUR}/a`]: [aRecord(confluentFramed(7, anAvroOrder({ order_id: 'o-1', products })))],
    });
    await learn();
    expect(await neighboursOf(catalogue, 'mug')).toMatchObject({ boughtTogether: ['bowl'] });
  });

  it('tells what was viewed and bought together, what sells best, and what products look like', async () => {
    const { catalogue, learn } = await aShop({
      [`${HOUR}/a`]: [view('mug'), view('lamp'), order('1', 'mug', 'bowl'), order('2', 'mug')],
    });
    await learn();
    expect(await neighboursOf(catalogue, 'mug')).toEqual({ boughtTogether: ['bowl'], viewedTogether: ['lamp'] });
    expect(await catalogue.bestsellers()).toEqual(['mug', 'bowl']);
    expect((await catalogue.products(['lamp'])).get('lamp')).toMatchObject({
      name: 'The lamp',
      price: 50_000,
      origin: 'events',
    });
  });

  it('leaves the same table when it runs twice, and counts an hour only once', async () => {
    const { catalogue, lake, metrics, learn } = await aShop({ [`${HOUR}/a`]: [view('mug'), view('lamp')] });
    await learn();
    const [first, files] = [await neighboursOf(catalogue, 'mug'), new Map(lake.objects)];
    const counted = metrics.total('RecommendationHoursLearned');
    await learn();
    expect(await neighboursOf(catalogue, 'mug')).toEqual(first);
    expect(new Map(lake.objects)).toEqual(files);
    expect([counted, metrics.total('RecommendationHoursLearned')]).toEqual([1, 1]);
  });

  it('counts an hour again when it has something new, and a record once however often it lies there', async () => {
    const pair = [view('mug'), view('lamp')];
    const { catalogue, put, lake, learn } = await aShop({ [`${HOUR}/a`]: pair });
    await learn();
    await put(`${HOUR}/b`, [...pair, view('bowl')]);
    await learn();
    expect((await neighboursOf(catalogue, 'mug'))?.viewedTogether).toEqual(['bowl', 'lamp']);
    const learned = new TextDecoder().decode(lake.objects.get(`learned/${HOUR}.json`));
    expect(JSON.parse(learned).counts.viewed).toContainEqual(['lamp', 'mug', 1]);
  });

  it('passes over what is no event, and over what is older than thirty days', async () => {
    const { catalogue, learn } = await aShop({
      [`${HOUR}/a`]: [aRecord('garbage'), view('mug'), view('lamp')],
      'dt=2026-09-01/hour=11/a': [view('mug', 'old'), view('bowl', 'old')],
    });
    await learn();
    expect((await neighboursOf(catalogue, 'mug'))?.viewedTogether).toEqual(['lamp']);
  });

  it("never overrules a feed, and keeps nobody's name", async () => {
    const { catalogue, lake, learn } = await aShop({
      [`${HOUR}/a`]: [view('mug', 'somebody-special'), view('lamp', 'somebody-special')],
    });
    await catalogue.put({ products: [{ id: 'mug', name: 'Tideline Mug', origin: 'feed' }] });
    await learn();
    expect((await catalogue.products(['mug'])).get('mug')?.name).toBe('Tideline Mug');
    expect(new TextDecoder().decode(lake.objects.get(`learned/${HOUR}.json`))).not.toContain('somebody-special');
  });

  it('mends a file of its own that was broken', async () => {
    const { catalogue, lake, learn } = await aShop({ [`${HOUR}/a`]: [view('mug'), view('lamp')] });
    await lake.put(`learned/${HOUR}.json`, new TextEncoder().encode('{"version":1,'), 'application/json');
    await learn();
    expect((await neighboursOf(catalogue, 'mug'))?.viewedTogether).toEqual(['lamp']);
  });

  it('goes on within an hour where its time ran out, as if it had never stopped', async () => {
    const objects = {
      [`${HOUR}/a`]: [view('mug'), view('lamp', 'bob'), order('1', 'mug', 'bowl')],
      [`${HOUR}/b`]: [view('lamp'), view('mug', 'bob')],
      [`${HOUR}/c`]: [view('bowl'), order('1', 'mug', 'bowl', 'lamp')],
    };
    const [slow, quick] = [await aShop(objects), await aShop(objects)];
    await quick.learn();
    const { get } = slow.lake;
    const read: string[] = [];
    slow.lake.get = async (key) => {
      if (key.startsWith('raw/')) {
        read.push(key);
        await slow.clock.sleep(50_000); // a slow bucket
      }
      return get(key);
    };
    const underWay = () => new TextDecoder().decode(slow.lake.objects.get(`learned/${HOUR}.json`));
    await slow.learn(100_000);
    expect(read).toHaveLength(1);
    expect(underWay()).not.toMatch(/"(?:ada|bob)"/);
    expect(await slow.catalogue.bestsellers()).toEqual([]);
    await slow.put(`${HOUR}/ab`, [view('mug')]); // another shard's object, between those that are counted
    for (let runs = 0; runs < 3; runs += 1) await slow.learn(100_000);
    expect(new Set(read).size).toBe(read.length);
    expect(JSON.parse(underWay()).counts).toEqual(
      JSON.parse(new TextDecoder().decode(quick.lake.objects.get(`learned/${HOUR}.json`))).counts,
    );
    expect(await slow.catalogue.bestsellers()).toEqual(await quick.catalogue.bestsellers());
  });

  it('takes the newest hour first when time is short, and the rest the next time', async () => {
    const { catalogue, learn, metrics, clock, lake } = await aShop({
      'dt=2026-11-24/hour=09/a': [view('mug'), view('bowl')],
      'dt=2026-11-24/hour=10/a': [view('mug'), view('lamp')],
    });
    const get = lake.get;
    lake.get = async (key) => {
      await clock.sleep(50_000); // a slow bucket
      return get(key);
    };
    await learn(100_000);
    expect((await neighboursOf(catalogue, 'mug'))?.viewedTogether).toEqual(['lamp']);
    await learn();
    expect((await neighboursOf(catalogue, 'mug'))?.viewedTogether).toEqual(['bowl', 'lamp']);
    expect(metrics.total('RecommendationHoursLearned')).toBe(2);
  });
});
