import { describe, expect, it } from 'vitest';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import { isEntered } from '../../../lambdas/core/result/entry.ts';
import { decideSends } from '../../../lambdas/decide-sends/decide-sends.ts';
import { aBook, aCampaign, aReceipt, aWelcome, DAY_MS, HOUR_MS } from '../../builders/campaign.ts';
import { aCart, anApplied, anIdentity, aProfile, aProfileState, NOON } from '../../builders/profile.ts';
import { aConsent } from '../../builders/send.ts';
import { aSendingWorld, aStreamEvent } from '../../builders/sending-world.ts';
import { aFixedRandom, aSleeperClock } from '../../builders/virtual-time.ts';

const shopper = aProfile({ cart: aCart() });
const book = aBook([aCampaign(), aReceipt(), aWelcome()]);
const ordered = anApplied('Order Completed', { properties: { order_id: '17' } });

describe('decide-sends', () => {
  it('puts a mail that waits into the ledger, and queues nothing yet', async () => {
    const world = aSendingWorld({ book });
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    expect([...world.rows.rows.values()]).toMatchObject([{ state: 'planned', wakeAt: NOON + HOUR_MS }]);
    expect(world.queued).toEqual([]);
    expect(world.metrics.total('SendsPlanned')).toBe(1);
  });

  it('counts whose clock a mail goes by', async () => {
    const world = aSendingWorld({ book });
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    expect(world.metrics.total('RecipientZones')).toBe(1);
  });

  it('queues what is due now, each kind in its own queue', async () => {
    const world = aSendingWorld({ book });
    const subscribed = anApplied('Subscribed', { messageId: 'm-2', properties: { topic: 'promotions' } });
    await world.decide(await world.putProfile(aProfile(), [ordered, subscribed]));
    expect(world.queued.map(({ queue }) => queue)).toEqual(['transactional', 'marketing']);
  });

  it('pins the epoch of the address’s consent', async () => {
    const world = aSendingWorld({ book });
    world.putConsent(aConsent({ epoch: 4 }));
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    expect([...world.rows.rows.values()][0]?.epoch).toBe(4);
  });

  it('waits out a ledger that is away, as long as the invocation may take', async () => {
    const world = aSendingWorld({ book });
    const event = await world.putProfile(aProfile(), [ordered]);
    const clock = aSleeperClock(NOON);
    let failures = 0;
    const plan: typeof world.rows.plan = async (rows) => {
      failures += 1;
      if (failures <= 5) throw new Error('away');
      return world.rows.plan(rows);
    };
    const ledger = { ...world.rows, plan };
    const decide = decideSends({ ...world, book, ledger, random: aFixedRandom(), clock });
    expect((await decide(event, 120_000)).batchItemFailures).toEqual([]);
    expect(world.queued).toHaveLength(1);
    const sleptBefore = clock.slept.length;
    const failing = decideSends({
      ...world,
      book,
      ledger: { ...ledger, plan: () => Promise.reject(new Error('away')) },
      random: aFixedRandom(),
      clock,
    });
    expect((await failing(event, 120_000)).batchItemFailures).toHaveLength(1);
    const slept = clock.slept.slice(sleptBefore).reduce((sum, ms) => sum + ms, 0);
    expect(slept).toBeGreaterThan(90_000);
    expect(slept).toBeLessThan(115_000);
  });

  it('repeats row and message on a redelivery, and one mail goes out', async () => {
    const world = aSendingWorld({ book });
    const event = await world.putProfile(aProfile(), [ordered]);
    await world.decide(event);
    await world.decide(event);
    expect(world.rows.rows.size).toBe(1);
    expect(world.queued).toHaveLength(2);
    expect(world.metrics.total('SendsPlanned')).toBe(1);
    await world.drain();
    expect(world.mails).toHaveLength(1);
  });

  it('mails an order once, though browser and back end report it', async () => {
    const world = aSendingWorld({ book });
    await world.decide(await world.putProfile(aProfile(), [ordered]));
    await world.drain();
    await world.decide(await world.putProfile(aProfile(), [{ ...ordered, source: 'shop', messageId: 'm-9' }]));
    await world.drain();
    expect(world.mails).toHaveLength(1);
  });

  it('plans one mail for five adds to one cart', async () => {
    const world = aSendingWorld({ book });
    for (let index = 0; index < 5; index += 1)
      await world.decide(await world.putProfile(shopper, [anApplied('Product Added', { messageId: `m-${index}` })]));
    expect(world.rows.rows.size).toBe(1);
  });

  describe('where nobody may enter again for three days', () => {
    const dropped = (id: string) =>
      anApplied('Product Price Dropped', { messageId: `d-${id}`, cartKey: undefined, properties: { product_id: id } });
    const trigger = { event: 'Product Price Dropped' };
    const entry = { oncePer: 'product', againAfterMs: 3 * DAY_MS } as const;
    const drops = aBook([aCampaign({ name: 'price-drop', trigger, entry, exit: undefined })]);
    const reasons = (world: ReturnType<typeof aSendingWorld>) =>
      [...world.rows.rows.values()].map(({ state, reason }) => reason ?? state);
    const once = ['planned', 'entered_recently', 'entered_recently'];

    it('plans one mail for three triggers of one write, however often it is delivered', async () => {
      const world = aSendingWorld({ book: drops });
      const event = await world.putProfile(aProfile(), [dropped('a'), dropped('b'), dropped('c')]);
      await world.decide(event);
      expect(reasons(world)).toEqual(once);
      await world.decide(event);
      expect(reasons(world)).toEqual(once);
    });

    it('plans one mail for three writes of one batch, though the index shows none of them yet', async () => {
      const world = aSendingWorld({ book: drops });
      const decide = decideSends({
        ...{ ...world, book: drops, random: aFixedRandom() },
        ledger: { ...world.rows, ofProfile: async () => [] },
      });
      const Records = [];
      for (const id of ['a', 'b', 'c']) Records.push(...(await world.putProfile(aProfile(), [dropped(id)])).Records);
      await decide({ Records });
      expect(reasons(world)).toEqual(once);
    });

    it('lets treated and held out enter equally often, whatever keeps their mails back', async () => {
      const viewed = aCampaign({
        ...{ name: 'browse', trigger: { event: 'Product Viewed' }, exit: undefined, holdout: 0.5 },
        entry: { oncePer: 'event', againAfterMs: 7 * DAY_MS },
      });
      const views = aBook([viewed]);
      const world = aSendingWorld({ book: views });
      const PEOPLE = 60;
      const who = (person: number) => {
        const email = `q${person}@example.com`;
        return aProfile({ id: anIdentity(`q${person}`), email });
      };
      // A third agreed from the start, a third agrees after the first day, a third never does.
      const agree = (person: number) =>
        world.putConsent(aConsent({ of: `q${person}@example.com`, zone: 'Europe/London' }));
      for (let person = 0; person < PEOPLE; person += 3) agree(person);
      for (let day = 0; day < 3; day += 1) {
        const at = NOON + day * DAY_MS;
        world.at(at);
        for (let person = 0; person < PEOPLE; person += 1)
          await world.decide(
            await world.putProfile(who(person), [
              anApplied('Product Viewed', { messageId: `v-${person}-${day}`, at, receivedAt: at }),
            ]),
          );
        await world.runUntil(at + 2 * HOUR_MS);
        if (day === 0) for (let person = 1; person < PEOPLE; person += 3) agree(person);
      }
      // By person: how many of their three views entered depends on their consent alone, not on their arm.
      const byPerson = Map.groupBy(world.rows.rows.values(), ({ profileId }) => profileId);
      const entered = (arm: string) =>
        [0, 1, 2].map((third) => {
          const counts = Array.from({ length: PEOPLE }, (_, person) => person)
            .filter((person) => person % 3 === third)
            .map((person) => byPerson.get(anIdentity(`q${person}`)) ?? [])
            .filter(([row]) => row?.arm === arm)
            .map((rows) => rows.filter(isEntered).length);
          return [...new Set(counts)];
        });
      expect(entered('treated')).toEqual([[1], [2], [3]]);
      expect(entered('holdout')).toEqual([[1], [2], [3]]);
    });
  });

  it('survives a crash between row and message: the sweep queues it', async () => {
    const world = aSendingWorld({ book });
    const event = await world.putProfile(aProfile(), [ordered]);
    const queues = { enqueue: () => Promise.reject(new Error('crash')) };
    const { consents, clock, metrics, rows } = world;
    const { batchItemFailures } = await decideSends({
      ...{ book, ledger: rows, consents, queues, clock, metrics },
      random: aFixedRandom(),
    })(event);
    expect(batchItemFailures).toEqual([{ itemIdentifier: '100' }]);
    await world.runUntil(NOON + 3 * 60_000);
    expect(world.mails).toHaveLength(1);
  });

  it('reports the lowest record that failed; other profiles are decided all the same', async () => {
    const world = aSendingWorld({ book });
    const state = (id: string, email: string) => ({
      id: anIdentity(id),
      state: aProfileState(aProfile({ id: anIdentity(id), email }), {
        applied: [{ ...ordered, properties: { order_id: id } }],
      }),
    });
    const consents = {
      load: async ([address]: readonly string[]) => {
        if (address === addressHash('b@example.com')) throw new Error('down');
        return new Map();
      },
    };
    const { clock, metrics, rows, queues } = world;
    const event = aStreamEvent([
      { ...state('a', 'a@example.com'), sequence: '7' },
      { ...state('b', 'b@example.com'), sequence: '8' },
      { ...state('b', 'b@example.com'), sequence: '9' },
      { ...state('c', 'c@example.com'), sequence: '10' },
    ]);
    const { batchItemFailures } = await decideSends({
      ...{ book, ledger: rows, consents, queues, clock, metrics },
      random: aFixedRandom(),
    })(event);
    expect(batchItemFailures).toEqual([{ itemIdentifier: '8' }]);
    expect([...rows.rows.values()].map(({ profileId }) => profileId)).toEqual([anIdentity('a'), anIdentity('c')]);
  });

  it.each([
    ['a write without events', aProfileState(shopper)],
    ['a redirect', { kind: 'redirect', version: 1, to: anIdentity('b') } as const],
    ['a tombstone', { kind: 'tombstone', version: 2, seen: [], chunks: [] } as const],
  ])('decides nothing for %s', async (_case, state) => {
    const world = aSendingWorld({ book });
    expect(await world.decide(aStreamEvent([{ id: anIdentity(), state }]))).toEqual({ batchItemFailures: [] });
    expect(world.rows.rows.size).toBe(0);
  });

  it('asks the ledger who was mailed too recently', async () => {
    const again = aBook([aCampaign({ entry: { oncePer: 'cart', againAfterMs: 3 * DAY_MS } })]);
    const world = aSendingWorld({ book: again });
    world.putConsent(aConsent({ zone: 'Europe/London' }));
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    await world.runUntil(NOON + 2 * HOUR_MS);
    const later = { key: 'cart-2', at: NOON + DAY_MS };
    world.at(NOON + DAY_MS);
    await world.decide(
      await world.putProfile(aProfile({ cart: aCart([{}], later) }), [
        anApplied('Product Added', { cartKey: 'cart-2', at: NOON + DAY_MS }),
      ]),
    );
    expect([...world.rows.rows.values()].map(({ state, reason }) => [state, reason])).toEqual([
      ['sent', undefined],
      ['skipped', 'entered_recently'],
    ]);
  });
});

describe('a cart left behind', () => {
  it('brings one mail an hour after its last change', async () => {
    const world = aSendingWorld({ book });
    world.putConsent(aConsent());
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    world.at(NOON + HOUR_MS / 2);
    const fuller = aProfile({ cart: aCart([{}, {}], { at: NOON + HOUR_MS / 2 }) });
    await world.decide(
      await world.putProfile(fuller, [anApplied('Product Added', { messageId: 'm-2', at: world.clock.now() })]),
    );
    await world.runUntil(NOON + 1.5 * HOUR_MS - 60_000);
    expect(world.mails).toEqual([]);
    await world.runUntil(NOON + 24 * HOUR_MS);
    expect(world.mails).toHaveLength(1);
  });

  it('brings none to somebody who orders', async () => {
    const world = aSendingWorld({ book });
    world.putConsent(aConsent());
    await world.decide(await world.putProfile(shopper, [anApplied()]));
    await world.putProfile(aProfile({ did: { 'Order Completed': NOON + 1_000 } }));
    await world.runUntil(NOON + 24 * HOUR_MS);
    expect([...world.rows.rows.values()]).toMatchObject([{ state: 'skipped', reason: 'exited' }]);
  });

  it('brings one to somebody who said who they are only later', async () => {
    const world = aSendingWorld({ book });
    world.putConsent(aConsent());
    await world.decide(await world.putProfile(aProfile({ email: null, cart: aCart() }), [anApplied()]));
    await world.putProfile(shopper);
    await world.runUntil(NOON + 2 * HOUR_MS);
    expect([...world.rows.rows.values()]).toMatchObject([{ state: 'sent', address: 'ada@example.com' }]);
  });
});
