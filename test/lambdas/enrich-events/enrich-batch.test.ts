import { describe, expect, it } from 'vitest';
import { addressHash, identityId } from '../../../lambdas/core/identity/identity.ts';
import { RING_SIZE } from '../../../lambdas/core/profile/dedupe.ts';
import { addressOf } from '../../../lambdas/core/profile/traits.ts';
import { readFailedEvent } from '../../../lambdas/decode/failed-event-json.ts';
import { anEnricher } from '../../builders/enrich.ts';
import { aMessage } from '../../builders/record.ts';

const events = (count: number, more: (n: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, n) => aMessage({ messageId: `m-${n}`, ...more(n) }));

describe('each event is counted once', () => {
  it('in one write a profile a batch', async () => {
    const { take, profiles, profileOf } = anEnricher();
    await take(events(90, (n) => ({ userId: `u-${n % 3}` })));
    expect(profiles.commits()).toBe(3);
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(30);
  });

  it('when the batch comes again, whole or in part', async () => {
    const { take, profiles, profileOf, metrics } = anEnricher();
    await take(events(20));
    await take(events(20));
    await take([...events(25)].slice(10));
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(25);
    expect(profiles.commits()).toBe(2);
    expect(metrics.total('EventsDuplicate')).toBe(30);
  });

  it('when two events of one batch carry the same id', async () => {
    const { take, profileOf } = anEnricher();
    await take([aMessage(), aMessage(), aMessage({ source: 'shop' })]);
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(2);
  });

  it.each([1, 2 * RING_SIZE - 1, 2 * RING_SIZE, 1_000, 3_500])(
    'when %i of one person come, and come again after they left the ring',
    async (count) => {
      const { take, profileOf, stateOf } = anEnricher();
      const dated = events(count, (n) => ({ timestamp: new Date(Date.UTC(2026, 10, 24, 11) + n).toISOString() }));
      await take(dated);
      await take(dated);
      await take([...dated].reverse());
      expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(count);
      expect(stateOf('user', 'u-1')?.seen.length).toBeLessThan(2 * RING_SIZE + 1);
    },
  );

  it('when they carry no time at all', async () => {
    const { take, profileOf } = anEnricher();
    const undated = events(3 * RING_SIZE, () => ({ timestamp: undefined }));
    await take(undated);
    await take(undated);
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(3 * RING_SIZE);
  });

  it('and a phone with its clock in 2100 makes no other event ask for its ids', async () => {
    const asked: string[] = [];
    const { take, stateOf } = anEnricher(({ profiles }) => ({
      profiles: {
        ...profiles,
        loadChunk: async (key) => {
          asked.push(key);
          return profiles.loadChunk(key);
        },
      },
    }));
    await take(events(3 * RING_SIZE, (n) => (n % 2 === 0 ? { timestamp: '2100-01-01T00:00:00Z' } : {})));
    expect(stateOf('user', 'u-1')?.chunks).toHaveLength(2);
    await take([aMessage({ messageId: 'new', timestamp: '2026-11-24T12:00:01Z' })]);
    expect(asked).toEqual([]);
  });

  it('when another writer was faster in between', async () => {
    let races = 2;
    const enricher = anEnricher(({ profiles }) => ({
      profiles: {
        ...profiles,
        commit: async (changes) => {
          races -= 1;
          if (races >= 0) await enricher.take([aMessage({ messageId: `racer-${races}` })], 500);
          return profiles.commit(changes);
        },
      },
    }));
    const { batchItemFailures } = await enricher.take(events(5));
    expect(batchItemFailures).toEqual([]);
    expect(enricher.profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(7);
    expect(enricher.metrics.total('ProfileConflicts')).toBeGreaterThan(0);
  });

  it('when the acknowledgement of a write was lost', async () => {
    let lost = 1;
    const enricher = anEnricher(({ profiles }) => ({
      profiles: {
        ...profiles,
        commit: async (changes) => {
          const outcome = await profiles.commit(changes);
          if (lost-- > 0) throw new Error('socket hang up');
          return outcome;
        },
      },
    }));
    expect((await enricher.take(events(5))).batchItemFailures).toEqual([]);
    expect(enricher.profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(5);
  });
});

describe('a person is one profile', () => {
  it('whose anonymous past joins them when they identify', async () => {
    const { take, profiles, profileOf } = anEnricher();
    await take([aMessage({ messageId: 'a', userId: undefined, anonymousId: 'x' })]);
    await take([
      aMessage({ messageId: 'b', type: 'identify', event: undefined, anonymousId: 'x', traits: { city: 'Bern' } }),
    ]);
    await take([aMessage({ messageId: 'c' })]);
    expect(profileOf('user', 'u-1')).toBe(profileOf('anonymous', 'x'));
    expect(profileOf('user', 'u-1')).toMatchObject({ userIds: ['u-1'], anonymousIds: ['x'] });
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(2);
    expect(profiles.commits()).toBe(3);
  });

  it('when two profiles turn out to be one: the younger redirects to the older, and both pasts count', async () => {
    const { take, profiles, profileOf } = anEnricher();
    const seen = events(5, (n) => ({ messageId: `a-${n}`, userId: undefined, anonymousId: 'x' }));
    await take(seen);
    await take(events(5));
    await take([aMessage({ messageId: 'link', anonymousId: 'x' })]);
    expect(profileOf('user', 'u-1')).toBe(profileOf('anonymous', 'x'));
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(11);
    expect(profiles.merges).toHaveLength(1);
    await take([...seen, ...events(5), aMessage({ messageId: 'link', anonymousId: 'x' })]);
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(11);
    expect(profiles.merges).toHaveLength(1);
  });

  it('but two users of one device stay two', async () => {
    const { take, profileOf } = anEnricher();
    await take([
      aMessage({ messageId: 'a', anonymousId: 'x' }),
      aMessage({ messageId: 'b', userId: 'u-2', anonymousId: 'x' }),
    ]);
    await take([aMessage({ messageId: 'c', userId: 'u-2', anonymousId: 'x' })]);
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(1);
    expect(profileOf('user', 'u-2')?.counters['Door Opened']?.count).toBe(2);
    expect(profileOf('anonymous', 'x')).toBe(profileOf('user', 'u-1'));
  });

  it('when an alias says that two user ids are the same person', async () => {
    const { take, profileOf } = anEnricher();
    await take([aMessage({ messageId: 'a', userId: 'old' }), aMessage({ messageId: 'b' })]);
    await take([aMessage({ messageId: 'c', type: 'alias', event: undefined, previousId: 'old' })]);
    expect(profileOf('user', 'old')).toBe(profileOf('user', 'u-1'));
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(2);
  });

  it('linked also by a duplicate whose link was lost', async () => {
    const { take, profiles, profileOf } = anEnricher();
    await take([aMessage()]);
    await take([aMessage({ anonymousId: 'x' })]);
    expect(profileOf('anonymous', 'x')).toBe(profileOf('user', 'u-1'));
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(1);
    expect(profiles.commits()).toBe(2);
  });

  it('however many anonymous ids arrive with one user in one batch', async () => {
    const { take, profileOf } = anEnricher();
    const { batchItemFailures } = await take(events(300, (n) => ({ anonymousId: `x-${n}` })));
    expect(batchItemFailures).toEqual([]);
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(300);
    expect(profileOf('anonymous', 'x-299')).toBe(profileOf('user', 'u-1'));
  });
});

describe('a write carries the trigger events that it folded', () => {
  const order = (n: number, more = {}) =>
    aMessage({ messageId: `o-${n}`, event: 'Order Completed', properties: { order_id: `${n}`, total: 1, ...more } });

  it('and no others', async () => {
    const { take, stateOf } = anEnricher();
    await take([order(1), aMessage()]);
    expect(stateOf('user', 'u-1')?.applied.map(({ messageId }) => messageId)).toEqual(['o-1']);
    await take([aMessage({ messageId: 'later' })]);
    expect(stateOf('user', 'u-1')?.applied).toEqual([]);
  });

  it('also those of a profile that is merged away in the same write', async () => {
    const { take, stateOf } = anEnricher();
    const identify = aMessage({ messageId: 'i', type: 'identify', event: undefined, userId: 'old' });
    const added = { event: 'Product Added', properties: { product_id: 'p' } };
    await take([identify]);
    await take([
      aMessage({ messageId: 'add', userId: undefined, anonymousId: 'x', ...added }),
      { ...identify, messageId: 'login', anonymousId: 'x' },
    ]);
    expect(stateOf('user', 'old')?.applied).toMatchObject([
      { messageId: 'add', cartKey: stateOf('user', 'old')?.profile.cart.key },
    ]);
  });

  it('none of them a backfill', async () => {
    const { take, stateOf } = anEnricher();
    await take([{ ...order(1), context: { backfill: true } }]);
    expect(stateOf('user', 'u-1')).toMatchObject({ applied: [], profile: { purchases: { orders: 1 } } });
  });

  it('cut to twenty lines, with their count', async () => {
    const { take, stateOf } = anEnricher();
    const products = Array.from({ length: 1_200 }, (_, n) => ({
      product_id: `p-${n}`,
      name: 'x'.repeat(90),
      price: 1,
      quantity: 1,
    }));
    await take([order(1, { products })]);
    const properties = stateOf('user', 'u-1')?.applied[0]?.properties;
    expect(properties?.products).toHaveLength(20);
    expect(properties?.products_count).toBe(1_200);
    expect(JSON.stringify(properties).length).toBeLessThan(9_000);
  });

  it('and goes on in a further write where they would not fit one', async () => {
    const applied: number[] = [];
    const { take, profiles, profileOf } = anEnricher();
    profiles.onWrite(({ after }) => applied.push(JSON.parse(after.applied?.S ?? '[]').length));
    await take(Array.from({ length: 300 }, (_, n) => order(n, { coupon: 'x'.repeat(150) })));
    expect(applied.reduce((sum, n) => sum + n, 0)).toBe(300);
    expect(applied.length).toBeGreaterThan(1);
    expect(profileOf('user', 'u-1')?.purchases.orders).toBe(300);
  });
});

describe('consent', () => {
  const said = (event: string, more: object = {}) =>
    aMessage({ messageId: event, event, properties: { topic: 'promotions' }, ...more });
  const identify = aMessage({
    messageId: 'i',
    type: 'identify',
    event: undefined,
    traits: { email: 'Ada@Example.com' },
  });
  const ada = addressHash('ada@example.com');

  it('goes to the address that the person has', async () => {
    const { take, consents } = anEnricher();
    await take([identify, said('Subscribed')]);
    expect(consents.consents.get(ada)).toMatchObject({ version: 1, topics: { promotions: { subscribed: true } } });
    await take([identify, said('Subscribed')]);
    expect(consents.consents.get(ada)?.version).toBe(1);
  });

  it('waits for an address where none is known, and is not lost', async () => {
    const { take, consents, profileOf } = anEnricher();
    await take([said('Subscribed'), said('Unsubscribed', { timestamp: '2026-11-24T11:59:59.500Z' })]);
    expect(consents.consents.size).toBe(0);
    await take([identify]);
    expect(consents.consents.get(ada)?.topics.promotions).toMatchObject({ subscribed: false });
    expect(profileOf('user', 'u-1')?.pendingConsent).toEqual({});
  });

  it('that waited triggers its campaign when the address comes, unless it was taken back meanwhile', async () => {
    const { take, stateOf } = anEnricher();
    await take([said('Subscribed')]);
    await take([identify]);
    expect(stateOf('user', 'u-1')?.applied).toMatchObject([
      { name: 'Subscribed', messageId: 'Subscribed', properties: { topic: 'promotions' } },
    ]);
    await take([
      said('Subscribed', { userId: 'u-2' }),
      said('Unsubscribed', { userId: 'u-2', timestamp: '2026-11-24T11:59:59.500Z' }),
    ]);
    await take([{ ...identify, userId: 'u-2', messageId: 'i-2' }]);
    expect(stateOf('user', 'u-2')?.applied).toEqual([]);
  });

  it('that an import brought waits too, and triggers nothing when the address comes', async () => {
    const { take, stateOf, consents } = anEnricher();
    await take([said('Subscribed', { context: { backfill: true } })]);
    await take([identify]);
    expect(stateOf('user', 'u-1')?.applied).toEqual([]);
    expect(consents.consents.get(ada)?.topics.promotions?.subscribed).toBe(true);
  });

  it('by an address alone makes it the one the person is written to, until an identify names another', async () => {
    const { take, profileOf } = anEnricher();
    await take([said('Subscribed', { properties: { topic: 'promotions', email: 'bob@example.com' } })]);
    expect(addressOf(profileOf('user', 'u-1') ?? expect.fail('no profile'))).toBe('bob@example.com');
    await take([identify]);
    expect(addressOf(profileOf('user', 'u-1') ?? expect.fail('no profile'))).toBe('ada@example.com');
  });

  it('follows the newest word, whichever comes first', async () => {
    const { take, consents } = anEnricher();
    await take([identify, said('Unsubscribed', { timestamp: '2026-11-24T11:59:59.500Z' })]);
    await take([said('Subscribed')]);
    expect(consents.consents.get(ada)?.topics.promotions?.subscribed).toBe(false);
  });

  it('is given for the address that the event names', async () => {
    const { take, consents } = anEnricher();
    await take([identify, said('Subscribed', { properties: { topic: 'promotions', email: 'bob@example.com' } })]);
    expect(consents.consents.get(ada)).toBeUndefined();
    expect(consents.consents.get(addressHash('bob@example.com'))?.topics.promotions?.subscribed).toBe(true);
  });
});

describe('what goes wrong stays where it happened', () => {
  it('a record that is no event is stored with its reason and bytes, and holds up nobody', async () => {
    const { take, failed, profileOf, metrics } = anEnricher();
    const { batchItemFailures } = await take(['{broken', aMessage(), { type: 'track' }]);
    expect(batchItemFailures).toEqual([]);
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(1);
    expect([...failed.objects.keys()].map((key) => key.split('/')[1]).sort()).toEqual([
      'reason=invalid_envelope',
      'reason=not_json',
    ]);
    expect(metrics.total('EventsFailed')).toBe(2);
  });

  it('a profile that cannot be written is reported from its first event on; the others are saved', async () => {
    const bad = identityId({ kind: 'user', value: 'u-1' });
    const { take, profileOf } = anEnricher(({ profiles }) => ({
      profiles: {
        ...profiles,
        commit: async (changes) => {
          if (changes.some((change) => change.kind === 'state' && change.id === bad)) throw new Error('table is away');
          return profiles.commit(changes);
        },
      },
    }));
    const { batchItemFailures } = await take(events(9, (n) => ({ userId: `u-${n % 3}` })));
    expect(batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
    expect(profileOf('user', 'u-0')?.counters['Door Opened']?.count).toBe(3);
    expect(profileOf('user', 'u-2')?.counters['Door Opened']?.count).toBe(3);
    expect(profileOf('user', 'u-1')).toBeUndefined();
  });

  it('an event that no write can hold is kept as failed, at once; its person’s others and all others are saved', async () => {
    const { take, profileOf, failed, metrics, clock } = anEnricher(({ profiles }) => ({
      profiles: {
        ...profiles,
        commit: async (changes) =>
          changes.some(({ ...change }) =>
            JSON.stringify(change.kind === 'state' && change.state.kind === 'profile' && change.state.profile).includes(
              'too much',
            ),
          )
            ? 'refused'
            : profiles.commit(changes),
      },
    }));
    const tooMuch = aMessage({ messageId: 'big', userId: 'u-1', type: 'identify', traits: { note: 'too much' } });
    const whole = [...events(40, (n) => ({ userId: `u-${n % 2}` })), tooMuch];
    const batch = [...whole, ...events(9, (n) => ({ messageId: `later-${n}` }))];
    expect((await take(batch)).batchItemFailures).toEqual([]);
    expect(profileOf('user', 'u-0')?.counters['Door Opened']?.count).toBe(20);
    expect(profileOf('user', 'u-1')?.counters['Door Opened']?.count).toBe(29);
    const [stored] = [...failed.objects].map(([key, bytes]) => ({
      key,
      ...readFailedEvent(Buffer.from(bytes).toString()),
    }));
    expect(failed.objects.size).toBe(1);
    expect(stored).toMatchObject({ reason: 'unwritable', position: { sequence: '40' }, partitionKey: 'u-1' });
    expect(JSON.parse(Buffer.from(stored?.raw ?? []).toString())).toEqual(tooMuch);
    expect(clock.slept).toEqual([]);
    expect(['EventsReceived', 'EventsApplied', 'EventsFailed'].map(metrics.total)).toEqual([50, 49, 1]);
  });

  it('a brown-out is waited out inside the invocation', async () => {
    let failures = 5;
    const { take, profileOf, clock } = anEnricher(({ profiles }) => ({
      profiles: {
        ...profiles,
        load: async (ids) => {
          if (failures-- > 0) throw new Error('throttled');
          return profiles.load(ids);
        },
      },
    }));
    expect((await take([aMessage()])).batchItemFailures).toEqual([]);
    expect(profileOf('user', 'u-1')).toBeDefined();
    expect(clock.slept).toHaveLength(5);
  });
});

describe('what is found out of an event', () => {
  const enrichers = {
    readUserAgent: (text: string) => ({ isBot: text === 'bot', device: { kind: 'phone' as const } }),
    countryOf: (ip: string) => (ip.startsWith('203.0.113.') ? 'DE' : undefined),
    money: { shopCurrency: 'GBP', rates: { EUR: 85_000_000 } },
  };
  const order = (more: object) => aMessage({ event: 'Order Completed', ...more });

  it('is on the profile, which never sees the address', async () => {
    const { take, stateOf } = anEnricher(() => ({ enrichers }));
    await take([aMessage({ context: { ip: '203.0.113.77', userAgent: 'phone' } })]);
    const state = JSON.stringify(stateOf('user', 'u-1')?.profile);
    expect(stateOf('user', 'u-1')?.profile.traits).toMatchObject({
      country: { value: 'DE' },
      device: { value: 'phone' },
    });
    expect(state).not.toContain('203.0.113');
  });

  it('keeps a program from triggering anything; it is counted', async () => {
    const { take, stateOf, metrics } = anEnricher(() => ({ enrichers }));
    await take([order({ properties: { order_id: 'o-1', total: 10 }, context: { userAgent: 'bot' } })]);
    expect(stateOf('user', 'u-1')?.applied).toEqual([]);
    expect(stateOf('user', 'u-1')?.profile.counters['Order Completed']?.count).toBe(1);
    expect(metrics.total('EventsFromBots')).toBe(1);
  });

  it('keeps programs from profiles altogether where the stage says so', async () => {
    const { take, stateOf, metrics } = anEnricher(() => ({ enrichers, bots: 'ignored' }));
    await take([aMessage({ context: { userAgent: 'bot' } }), aMessage({ userId: 'u-2', messageId: 'm-2' })]);
    expect([stateOf('user', 'u-1'), stateOf('user', 'u-2') !== undefined]).toEqual([undefined, true]);
    expect(metrics.total('EventsFromBots')).toBe(1);
  });

  it('sums what was paid in other money, and nothing where nobody knows what that is worth', async () => {
    const { take, profileOf, metrics } = anEnricher(() => ({ enrichers }));
    await take(
      ['EUR', 'GBP', 'XXX'].map((currency, n) =>
        order({ messageId: `m-${n}`, properties: { order_id: `o-${n}`, total: 100, currency } }),
      ),
    );
    expect(profileOf('user', 'u-1')?.purchases).toMatchObject({ orders: 3, revenue: 1_850_000 });
    expect(metrics.total('CurrenciesUnknown')).toBe(1);
  });
});
