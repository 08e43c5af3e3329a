import { describe, expect, it } from 'vitest';
import { memorySchemaRegistry } from '../../../lambdas/adapters/memory/memory-schema-registry.ts';
import book from '../../../lambdas/generated/campaigns.js';
import validators from '../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../tools/cloud/clock.ts';
import { createEmbeddedCloud } from '../../../tools/cloud/embedded-cloud.ts';
import { seededRandom } from '../../../tools/cloud/seeded-random.ts';
import { anAggregate, glueFramed } from '../../../tools/producers/framed.ts';
import { anAvroOrder } from '../../../tools/producers/order-payload.ts';

const START = Date.UTC(2026, 10, 24, 12);
const UUID = '11111111-1111-4111-8111-111111111111';
const identify = Buffer.from(
  JSON.stringify({ type: 'identify', messageId: 'm-1', userId: 'u-1', traits: { email: 'ada@example.com' } }),
);
const order = { order_id: 'o-1', total: 29.5, products: [{ product_id: 'MR-001', price: 29.5, quantity: 1 }] };

describe('a producer ahead of the registry', () => {
  it('fails softly; after the deployment its event is put back, applied and mailed once', async () => {
    const schemas = memorySchemaRegistry();
    const cloud = await createEmbeddedCloud({
      clock: cloudClock(START),
      random: seededRandom(1),
      book: { ...book, campaigns: book.campaigns.map((campaign) => ({ ...campaign, holdout: 0 })) },
      validators,
      schemas,
    });
    const data = anAggregate([{ data: identify }, { data: glueFramed(UUID, anAvroOrder(order)) }]);
    cloud.putRecords([{ partitionKey: 'u-1', data }]);
    await cloud.settle();
    expect(cloud.counts()).toMatchObject({
      events: { put: 2, applied: 1, failed: 1 },
      failedByReason: { unknown_schema: 1 },
      mailsByCampaign: {},
    });

    schemas.register(`glue:${UUID}`, 'order-completed/1.avsc');
    expect(await cloud.redrive({ select: { reason: 'unknown_schema' } })).toMatchObject({ redriven: 1, left: 0 });
    await cloud.settle();
    // And that its mail was delivered.
    expect(cloud.counts().events).toMatchObject({ applied: 3, failed: 1 });
    expect(cloud.counts().mailsByCampaign).toEqual({ 'order-confirmation': 1 });

    // The whole aggregate once more, as a producer's retry: nothing of it is new.
    cloud.putRecords([{ partitionKey: 'u-1', data }]);
    await cloud.drain();
    expect(cloud.counts()).toMatchObject({
      events: { applied: 3, duplicates: 2, failed: 1 },
      mailsByCampaign: { 'order-confirmation': 1 },
    });
    cloud.stop();
  });
});
