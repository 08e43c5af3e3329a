import { describe, expect, it } from 'vitest';
import { identityId } from '../../../lambdas/core/identity/identity.ts';
import book from '../../../lambdas/generated/campaigns.js';
import validators from '../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../tools/cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloudOptions } from '../../../tools/cloud/embedded-cloud.ts';
import { seededRandom } from '../../../tools/cloud/seeded-random.ts';

const HOUR = 3_600_000;
/** Ten in the morning in London: nobody's quiet hours. */
const START = Date.UTC(2026, 5, 1, 9);

const aCloud = (options: Partial<EmbeddedCloudOptions> = {}) =>
  createEmbeddedCloud({
    clock: cloudClock(START),
    random: seededRandom(1),
    // Without a holdout, so that every person of a test is treated.
    book: { ...book, campaigns: book.campaigns.map((campaign) => ({ ...campaign, holdout: 0 })) },
    validators,
    ...options,
  });

let ids = 0;
const aRecord = (message: Record<string, unknown>) => {
  ids += 1;
  const whole = { messageId: `m-${ids}`, userId: 'ada', ...message };
  return { partitionKey: String(whole.userId), data: Buffer.from(JSON.stringify(whole)) };
};
const identify = aRecord.bind(undefined, { type: 'identify', traits: { email: 'ada@example.com' } });
const track = (event: string, properties: Record<string, unknown>) => aRecord({ type: 'track', event, properties });
const subscribed = () => track('Subscribed', { topic: 'promotions' });
const added = () => track('Product Added', { product_id: 'MR-001', name: 'Tideline Mug', price: 14.5, quantity: 1 });
const ordered = () =>
  track('Order Completed', { order_id: 'O-1', total: 14.5, products: [{ product_id: 'MR-001', quantity: 1 }] });

describe('the embedded cloud', () => {
  it('mails a cart an hour after it was filled, once', async () => {
    const cloud = await aCloud();
    cloud.putRecords([identify(), subscribed(), added()]);
    await cloud.settle();
    expect(cloud.counts().mailsByCampaign).toEqual({ welcome: 1 });
    await cloud.advanceTo(START + HOUR - 60_000);
    expect(cloud.counts().mailsByCampaign).toEqual({ welcome: 1 });
    await cloud.advanceTo(START + HOUR + 120_000);
    expect(cloud.counts().mailsByCampaign).toEqual({ welcome: 1, 'cart-abandoned': 1 });
    await cloud.drain();
    expect(cloud.counts().mailsByCampaign).toEqual({ welcome: 2, 'cart-abandoned': 1 });
    expect(new Set(cloud.stores.mail.inbox().map(({ to }) => to))).toEqual(new Set(['ada@example.com']));
    const rows = [...cloud.stores.ledger.rows.values()].map(({ step, state, reason }) => [step, reason ?? state]);
    expect(Object.fromEntries(rows)).toEqual({
      hello: 'delivered',
      'how-we-work': 'delivered',
      reminder: 'delivered',
      'last-call': 'step_condition', // the cart is worth less than the second reminder asks for
    });
  });

  it('lets an order end the cart, and confirms it', async () => {
    const cloud = await aCloud();
    cloud.putRecords([identify(), subscribed(), added()]);
    await cloud.advanceTo(START + HOUR / 2);
    cloud.putRecords([ordered()]);
    await cloud.drain();
    const { mailsByCampaign, sends } = cloud.counts();
    expect(mailsByCampaign).toEqual({ welcome: 1, 'order-confirmation': 1 });
    expect(sends.skipped).toEqual({ exited: 2, step_condition: 1 });
  });

  it.each(['before', 'after'])(
    'confirms an order once, though a browser that knows no address reports it %s',
    async (when) => {
      const cloud = await aCloud();
      cloud.putRecords([identify()]);
      await cloud.settle();
      const properties = { order_id: 'O-1', total: 14.5, products: [{ product_id: 'MR-001', quantity: 1 }] };
      const browser = aRecord({
        type: 'track',
        event: 'Order Completed',
        properties,
        userId: undefined,
        anonymousId: 'device-9',
      });
      for (const report of when === 'before' ? [browser, ordered()] : [ordered(), browser]) {
        cloud.putRecords([report]);
        await cloud.settle();
      }
      await cloud.drain();
      const { mailsByCampaign, sends } = cloud.counts();
      expect(mailsByCampaign).toEqual({ 'order-confirmation': 1 });
      expect(sends.skipped).toEqual({ no_address: 1 });
    },
  );

  it('accounts for every event: applied, seen before, or failed with a reason', async () => {
    const cloud = await aCloud();
    const once = added();
    cloud.putRecords([identify(), once, once, { partitionKey: 'x', data: Buffer.from('{broken') }]);
    cloud.putRecords([{ partitionKey: 'x', data: Buffer.from(JSON.stringify([{ type: 'track' }, 7])) }]);
    await cloud.drain();
    const { events, failedByReason } = cloud.counts();
    expect(events).toEqual({ put: 6, applied: 2, duplicates: 1, failed: 3 });
    expect(failedByReason).toEqual({ not_json: 1, invalid_envelope: 2 });
    expect([...cloud.stores.failed.objects.keys()]).toHaveLength(3);
  });

  it('keeps every record in the lake, broken ones too', async () => {
    const cloud = await aCloud();
    cloud.putRecords([added(), { partitionKey: 'x', data: Buffer.from([0xff, 0xfe]) }]);
    await cloud.drain();
    expect([...cloud.stores.lake.objects.keys()].some((key) => key.startsWith('raw/dt=2026-06-01/hour=09/'))).toBe(
      true,
    );
  });

  it('suppresses an address that complains, through SES and back', async () => {
    const cloud = await aCloud();
    const to = 'complaint@simulator.amazonses.com';
    cloud.putRecords([aRecord({ type: 'identify', traits: { email: to } }), subscribed(), added()]);
    await cloud.drain();
    expect(cloud.counts().sends).toEqual({ planned: 4, sent: 1, skipped: { address_complained: 3 } });
  });

  it('gives up a batch that crashes its function to the failed bucket, from where it can be put back', async () => {
    let healthy = false;
    const cloud = await aCloud({
      wrap: (name, port) =>
        name !== 'enrich-events.profiles'
          ? port
          : new Proxy(port, {
              get: (target, key, receiver) => {
                if (key === 'commit' && !healthy) throw new Error('the table is gone');
                return Reflect.get(target, key, receiver);
              },
            }),
    });
    cloud.putRecords([identify()]);
    await cloud.drain();
    const given = [...cloud.stores.failed.objects.keys()].filter((key) => key.startsWith('aws/lambda/enrich-events/'));
    expect(given).toHaveLength(1);
    healthy = true;
    expect(await cloud.redrive({})).toMatchObject({ recordsPutBack: 1 });
    await cloud.drain();
    expect(cloud.stores.profiles.states.has(identityId({ kind: 'user', value: 'ada' }))).toBe(true);
  });

  it('comes to the same end twice from the same seed and records', async () => {
    const run = async () => {
      ids = 100;
      const cloud = await aCloud();
      cloud.putRecords([identify(), subscribed(), added(), ordered()]);
      await cloud.drain();
      return { rows: [...cloud.stores.ledger.rows.values()], mails: cloud.stores.mail.inbox() };
    };
    expect(await run()).toEqual(await run());
  });
});
