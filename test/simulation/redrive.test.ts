import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityId } from '../../lambdas/core/identity/identity.ts';
import book from '../../lambdas/generated/campaigns.js';
import validators from '../../lambdas/generated/validators.js';
import { cloudClock } from '../../tools/cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../../tools/cloud/embedded-cloud.ts';
import { seededRandom } from '../../tools/cloud/seeded-random.ts';

const START = Date.UTC(2026, 10, 24, 12);

/** What a producer may get wrong, and whether one of the mends below can right it. */
const WRONGS = {
  totalAsText: {
    mendable: true,
    break: (order: Order) => ({ ...order, properties: { ...order.properties, total: '12.50' } }),
  },
  totalInWords: {
    mendable: false,
    break: (order: Order) => ({ ...order, properties: { ...order.properties, total: 'a lot' } }),
  },
  noMessageId: { mendable: true, break: ({ messageId: _, ...order }: Order) => order },
  userIdMisnamed: { mendable: true, break: ({ userId, ...order }: Order) => ({ ...order, user_id: userId }) },
  tooDeep: {
    mendable: true,
    break: (order: Order) => `${JSON.stringify(order).slice(0, -1)},"debug":${'['.repeat(60)}${']'.repeat(60)}}`,
  },
  forbiddenKey: {
    mendable: true,
    break: (order: Order) => `${JSON.stringify(order).slice(0, -1)},"context":{"__proto__":{"isAdmin":true}}}`,
  },
  brokenText: { mendable: false, break: (order: Order) => ({ ...order, userId: '\ud800' }) },
  cutOff: { mendable: false, break: (order: Order) => JSON.stringify(order).slice(0, -9) },
  noJson: { mendable: false, break: () => '\u0001nonsense' },
} as const;
type Wrong = keyof typeof WRONGS;

const MENDS = [
  {
    when: { reason: 'schema_violation', event: 'Order Completed' },
    steps: [{ convert: '/properties/total', to: 'number' }],
  },
  {
    when: { reason: 'invalid_envelope' },
    steps: [
      { name: '/messageId', from: 'position' },
      { rename: '/user_id', to: 'userId' },
    ],
  },
  { when: { reason: 'too_deep' }, steps: [{ remove: '/debug' }] },
  { when: { reason: 'forbidden_key' }, steps: [{ remove: '/context/__proto__' }] },
];

const anOrder = (n: number) => ({
  type: 'track',
  event: 'Order Completed',
  messageId: `m-${n}`,
  userId: `u-${n}`,
  properties: {
    order_id: `o-${n}`,
    total: 12.5,
    email: `u-${n}@example.com`,
    products: [{ product_id: 'MR-001', price: 12.5, quantity: 1 }],
  },
});
type Order = ReturnType<typeof anOrder>;

const recordOf = (n: number, content: unknown) => ({
  partitionKey: `u-${n}`,
  data: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
});

/** A cloud whose redrive dies at the n-th of its calls, for each n that is named; what it did before, it did. */
const aCloudWhoseRedriveDies = (deaths: readonly number[]): Promise<EmbeddedCloud> => {
  const left = [...deaths];
  let calls = 0;
  const dying = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name, receiver) => {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function' || name === 'list' || name === 'get') return method;
        return async (...given: unknown[]) => {
          calls += 1;
          const answer = await method.apply(target, given);
          if (calls !== left[0]) return answer;
          left.shift();
          calls = 0;
          throw new Error('died, its call done'); // the answer is lost, as when the process is killed
        };
      },
    });
  return createEmbeddedCloud({
    clock: cloudClock(START),
    random: seededRandom(1),
    book: {
      ...book,
      brand: { ...book.brand, holdout: 0 },
      campaigns: book.campaigns.map((campaign) => ({ ...campaign, holdout: 0 })),
    },
    validators,
    wrap: (name, port) => (/^redrive-failed\.(?:failed|events)$/.test(name) ? dying(port) : port),
  });
};

/** As an operator does: again until it says that it is done. */
const redriveWith = async (cloud: EmbeddedCloud, mend: unknown): Promise<void> => {
  for (let tries = 0; tries < 20; tries += 1) {
    const report = await cloud.redrive({ mend }).catch(() => undefined);
    await cloud.settle();
    if (report !== undefined) return;
  }
  throw new Error('it never got to its end');
};

describe('mending what failed', () => {
  it('brings back once all that can be mended, mails nobody twice, and leaves the rest with its reason', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ wrong: fc.constantFrom(...(Object.keys(WRONGS) as Wrong[])), sentAgain: fc.boolean() }), {
          minLength: 1,
          maxLength: 25,
        }),
        fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }),
        async (events, deaths) => {
          const cloud = await aCloudWhoseRedriveDies(deaths);
          cloud.putRecords(events.map(({ wrong }, n) => recordOf(n, WRONGS[wrong].break(anOrder(n)))));
          await cloud.settle();
          expect(cloud.stores.failed.objects.size).toBe(events.length);
          // The producer found its mistake itself: the same events, right, under the same ids.
          const again = events.flatMap(({ wrong, sentAgain }, n) => (sentAgain && wrong === 'totalAsText' ? [n] : []));
          cloud.putRecords(again.map((n) => recordOf(n, anOrder(n))));
          await cloud.settle();

          for (const mend of [...MENDS, ...MENDS]) await redriveWith(cloud, mend);
          cloud.putRecords(again.map((n) => recordOf(n, anOrder(n))));
          await cloud.drain();

          const mended = events.flatMap(({ wrong }, n) => (WRONGS[wrong].mendable ? [n] : []));
          const orders = mended.map((n) => {
            const state = cloud.stores.profiles.states.get(identityId({ kind: 'user', value: `u-${n}` }));
            return state?.kind === 'profile' ? state.profile.purchases.orders : 0;
          });
          expect(orders).toEqual(mended.map(() => 1));
          const mailed = cloud.stores.mail.inbox(1_000).filter(({ campaign }) => campaign === 'order-confirmation');
          expect(mailed.map(({ to }) => to).sort()).toEqual(mended.map((n) => `u-${n}@example.com`).sort());
          const waiting = [...cloud.stores.failed.objects.keys()].filter((key) => !key.startsWith('redriven/'));
          expect(waiting).toHaveLength(events.length - mended.length);
        },
      ),
      { numRuns: 25, seed: 24 },
    );
  });
});
