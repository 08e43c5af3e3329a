import { describe, expect, it } from 'vitest';
import type { HotKeyLimits } from '../../../lambdas/core/profile/pace.ts';
import { readFailedEvent } from '../../../lambdas/decode/failed-event-json.ts';
import { anAggregate } from '../../../tools/producers/framed.ts';
import { anEnricher } from '../../builders/enrich.ts';
import { aMessage } from '../../builders/record.ts';

const MINUTE = 60_000;
const limits: HotKeyLimits = {
  ...{ eventsAWindow: 30, windowMs: 5 * MINUTE, quarantineMs: 30 * MINUTE, shareOfABatch: 0.5, eventsABatch: 10 },
};
const watched = (more: Partial<HotKeyLimits> = {}, ports: Parameters<typeof anEnricher>[0] = () => ({})) =>
  anEnricher((base) => ({ hotKeys: { ...limits, ...more }, ...ports(base) }));
type Enricher = ReturnType<typeof watched>;

let number = 0;
const events = (count: number, more: (n: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, n) => {
    number += 1;
    return aMessage({ messageId: `m-${number}`, userId: 'bot', ...more(n) });
  });
const countOf = ({ profileOf }: Enricher, userId: string): number | undefined =>
  profileOf('user', userId)?.counters['Door Opened']?.count;
const failuresOf = ({ failed }: Enricher) =>
  [...failed.objects.values()].flatMap((bytes) => readFailedEvent(Buffer.from(bytes).toString()) ?? []);
const fates = ({ metrics }: Enricher) =>
  ['EventsReceived', 'EventsApplied', 'EventsDuplicate', 'EventsFailed'].map(metrics.total);

describe('a key that floods a batch', () => {
  it('gets its share of it; the rest is held in one object, and everybody else is folded whole', async () => {
    const enricher = watched();
    const others = events(10, (n) => ({ userId: `u-${n}` }));
    expect((await enricher.take([...events(50), ...others])).batchItemFailures).toEqual([]);
    expect(countOf(enricher, 'bot')).toBe(30);
    for (let n = 0; n < 10; n += 1) expect(countOf(enricher, `u-${n}`)).toBe(1);
    expect(failuresOf(enricher)).toMatchObject([{ reason: 'quarantined', position: { sequence: '30' } }]);
    expect(fates(enricher)).toEqual([60, 40, 0, 20]);
  });

  it('is let be while it is no more than a person can do at once', async () => {
    const enricher = watched();
    await enricher.take(events(10));
    expect(fates(enricher)).toEqual([10, 10, 0, 0]);
  });

  it('is known whatever ids it makes up beside its own', async () => {
    const enricher = watched();
    await enricher.take(events(50, (n) => ({ anonymousId: `x-${n}` })));
    expect(fates(enricher)).toEqual([50, 25, 0, 25]);
  });

  it('is nobody’s where many people’s events name one device: an SDK that sends "undefined" for all', async () => {
    const enricher = watched();
    const orders = (count: number, from: number) =>
      events(count, (n) => ({ userId: `customer-${from + n}`, anonymousId: 'undefined' }));
    await enricher.take(orders(50, 0));
    expect(fates(enricher)).toEqual([50, 50, 0, 0]);
    await enricher.take(
      events(50, () => ({ userId: undefined, anonymousId: 'undefined' })),
      1,
    );
    expect(fates(enricher)).toEqual([100, 75, 0, 25]);
    // Now the device itself is hot, and its own events are held; those of whoever names it are not.
    const ofDevice = events(15, () => ({ userId: undefined, anonymousId: 'undefined' }));
    await enricher.take(ofDevice.slice(0, 10), 2);
    await enricher.take(ofDevice.slice(10), 3);
    expect(fates(enricher)).toEqual([115, 85, 0, 30]);
    await enricher.take(orders(50, 50), 4);
    expect(fates(enricher)).toEqual([165, 135, 0, 30]);
  });
});

describe('a key that goes on', () => {
  /** Two windows' worth, in batches of ten. */
  const flood = async (enricher: Enricher) => {
    for (let batch = 0; batch < 6; batch += 1) await enricher.take(events(10), batch * 100);
  };

  it('is held from the window’s limit on, in every shard and invocation', async () => {
    const enricher = watched();
    await flood(enricher);
    expect(countOf(enricher, 'bot')).toBe(40);
    expect(fates(enricher)).toEqual([60, 40, 0, 20]);
    expect(enricher.metrics.total('KeysQuarantined')).toBe(1);
    const commits = enricher.profiles.commits();
    await enricher.take(events(5), 900);
    expect(enricher.profiles.commits()).toBe(commits);
  });

  it('is held with all that names it, not with whom it never named', async () => {
    const enricher = watched();
    await enricher.take(events(1, () => ({ anonymousId: 'phone' })));
    await flood(enricher);
    await enricher.take(
      [...events(1, () => ({ userId: undefined, anonymousId: 'phone' })), ...events(1, () => ({ userId: 'ada' }))],
      900,
    );
    expect(fates(enricher)[3]).toBe(31);
    expect(countOf(enricher, 'ada')).toBe(1);
  });

  it('is released by itself', async () => {
    const enricher = watched({ quarantineMs: 10 * MINUTE });
    await flood(enricher);
    enricher.laterBy(10 * MINUTE);
    await enricher.take(events(5), 900);
    expect(countOf(enricher, 'bot')).toBe(45);
    expect(enricher.metrics.total('KeysQuarantined')).toBe(1);
  });

  it('can still say no', async () => {
    const enricher = watched();
    const said = { event: 'Unsubscribed', properties: { topic: 'promotions', email: 'bot@example.com' } };
    await flood(enricher);
    await enricher.take(
      events(1, () => said),
      900,
    );
    expect([...enricher.consents.consents.values()].map(({ topics }) => topics.promotions?.subscribed)).toEqual([
      false,
    ]);
  });
});

describe('what is held', () => {
  it('is put back as it came, under its own partition key, and is not held again', async () => {
    const enricher = watched();
    const sent = events(60);
    await enricher.take([
      ...sent.slice(0, 20),
      anAggregate(sent.slice(20, 40).map((data) => ({ data }))),
      sent.slice(40),
    ]);
    expect(fates(enricher)).toEqual([60, 30, 0, 30]);
    const held = failuresOf(enricher).map(({ raw }) => raw);
    await enricher.take(held, 900);
    expect(fates(enricher)).toEqual([90, 60, 0, 30]);
    expect(countOf(enricher, 'bot')).toBe(60);
    await enricher.take(held, 1_900);
    expect(countOf(enricher, 'bot')).toBe(60);
  });

  it('is held once though its batch comes again', async () => {
    const enricher = watched();
    const batch = events(50);
    await enricher.take(batch);
    await enricher.take(batch);
    expect(enricher.failed.objects.size).toBe(1);
    expect(countOf(enricher, 'bot')).toBe(25);
  });

  it('fits a record of the stream, however large its events are', async () => {
    const enricher = watched();
    const large = events(40, () => ({ properties: { note: 'x'.repeat(100_000) } }));
    await enricher.take([...large, ...events(2, () => ({ properties: { note: 'x'.repeat(1_000_000) } }))]);
    const sizes = failuresOf(enricher).map(({ raw }) => raw.byteLength);
    expect(sizes.length).toBeGreaterThan(3);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(1024 * 1024);
  });

  it('comes again with its batch where it could not be stored', async () => {
    const enricher = watched({}, () => ({
      failedEvents: {
        put: async (failures) => {
          if (failures.length > 0) throw new Error('bucket is away');
        },
      },
    }));
    const { batchItemFailures } = await enricher.take([...events(50), ...events(1, () => ({ userId: 'ada' }))]);
    expect(batchItemFailures).toEqual([{ itemIdentifier: '25' }]);
    expect(countOf(enricher, 'ada')).toBe(1);
    expect(countOf(enricher, 'bot')).toBe(25);
  });
});
