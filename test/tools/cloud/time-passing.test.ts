import { expect, it } from 'vitest';
import validators from '../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../tools/cloud/clock.ts';
import { createEmbeddedCloud } from '../../../tools/cloud/embedded-cloud.ts';
import { seededRandom } from '../../../tools/cloud/seeded-random.ts';
import { aBook } from '../../builders/campaign.ts';
import { campaignsOf, lapsed } from '../../builders/segment.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 5, 1, 9);
const SLEEPS_MS = 48 * HOUR_MS;

it('decides within the hour on a mail that nothing but time begins, and on leaving when they come back', async () => {
  const cloud = await createEmbeddedCloud({
    clock: cloudClock(START),
    random: seededRandom(1),
    book: { ...aBook(campaignsOf([lapsed])), segments: [lapsed] },
    validators,
  });
  const order = (id: string) => {
    const message = {
      ...{ type: 'track', messageId: id, userId: 'ada', event: 'Order Completed' },
      properties: { order_id: id, total: 20 },
    };
    cloud.putRecords([{ partitionKey: 'ada', data: Buffer.from(JSON.stringify(message)) }]);
  };
  const decided = () =>
    [...cloud.stores.ledger.rows.values()].map(({ campaign, trigger }) => [campaign, trigger.event]);

  order('o-1');
  await cloud.advanceTo(START + SLEEPS_MS - HOUR_MS);
  expect(decided()).toEqual([]);
  await cloud.advanceTo(START + SLEEPS_MS + HOUR_MS);
  expect(decided()).toEqual([['lapsed-in', 'Segment Entered']]);
  await cloud.advanceTo(START + 9 * SLEEPS_MS);
  order('o-2');
  await cloud.advanceTo(START + 9 * SLEEPS_MS + HOUR_MS);
  expect(decided()).toEqual([
    ['lapsed-in', 'Segment Entered'],
    ['lapsed-out', 'Segment Left'],
  ]);
});
