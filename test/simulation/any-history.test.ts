import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WrapPort } from '../../tools/cloud/cloud-functions.ts';
import { type Fault, faultsFrom, kindsAt, noFaults } from '../../tools/prove/fault.ts';
import { loadProveProject } from '../../tools/prove/load-prove-project.ts';
import { proveHistory } from '../../tools/prove/prove-history.ts';
import { scenarios } from '../../tools/prove/scenarios.ts';
import type { Act, Message, Script } from '../../tools/prove/script.ts';
import type { Project } from '../../tools/prove/world.ts';
import { plantedBugs } from './planted-bugs.ts';

const START = Date.UTC(2026, 9, 24, 21); // the night in which London puts its clocks back
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const product = fc.record({
  product_id: fc.constantFrom('mug', 'plate'),
  name: fc.constant('Mug'),
  price: fc.integer({ min: 1, max: 90 }),
  quantity: fc.integer({ min: 1, max: 3 }),
});
const deed = fc.oneof(
  fc.constant({ type: 'page' as const }),
  fc.record({ type: fc.constant('track' as const), event: fc.constant('Product Added'), properties: product }),
  fc.record({
    type: fc.constant('track' as const),
    event: fc.constant('Order Completed'),
    properties: fc.record({ order_id: fc.constantFrom('o-1', 'o-2', 'o-3'), total: fc.integer({ min: 1, max: 200 }) }),
  }),
  fc.record({
    type: fc.constant('track' as const),
    event: fc.constantFrom('Subscribed', 'Unsubscribed'),
    properties: fc.constant({ topic: 'promotions' }),
  }),
  fc.record({
    type: fc.constant('identify' as const),
    traits: fc.record({ email: fc.constantFrom('ada@example.com', 'bounce@simulator.amazonses.com') }),
  }),
);
const person = fc.constantFrom(
  { userId: 'ada' },
  { anonymousId: 'phone' },
  { anonymousId: 'laptop' },
  { userId: 'ada', anonymousId: 'phone' },
  { userId: 'bob', anonymousId: 'laptop' },
);
const said = fc.record({ minutes: fc.integer({ min: 0, max: 36 * 60 }), who: person, what: deed, twice: fc.boolean() });
type Said = typeof said extends fc.Arbitrary<infer T> ? T : never;

const scriptOf = (history: readonly Said[], shards: number): Script => {
  const acts = history
    .map((event, number) => ({ ...event, number }))
    .sort((a, b) => a.minutes - b.minutes)
    .flatMap(({ minutes, who, what, twice, number }): readonly Act[] => {
      const at = START + minutes * MINUTE;
      const timestamp = new Date(at).toISOString();
      const message: Message = {
        ...who,
        ...what,
        source: 'shop',
        messageId: `m-${number}`,
        timestamp,
        receivedAt: timestamp,
      };
      const put: Act = { kind: 'put', at, message };
      return twice ? [put, { ...put, at: at + MINUTE }] : [put];
    })
    .sort((a, b) => a.at - b.at);
  const stage = {
    ...{ shards, enrichBatch: 5, parallelisation: 1, decideBatch: 3, sendBatch: 2, sendConcurrency: 2 },
    ...{ learnEveryMs: HOUR, windowMs: 0 },
  };
  return { name: 'any', startAt: START, acts, healAt: START + 40 * HOUR, stage };
};

const anyHistory = async (project: Project, plant?: WrapPort) => {
  const awaits = new Set<string>();
  for (const { script } of scenarios().filter((_, index) => index % 3 === 0)) {
    const { played } = await proveHistory(project, { script, faults: noFaults, schedule: 1 });
    for (const at of played?.passed.keys() ?? []) awaits.add(at);
  }
  const place = fc.record({
    at: fc.constantFrom(...awaits),
    nth: fc.integer({ min: 1, max: 6 }),
    ms: fc.integer({ min: 10, max: 60_000 }),
  });
  const fault: fc.Arbitrary<Fault> = place.chain((where) =>
    fc.constantFrom(...kindsAt(where.at)).map((kind) => ({ ...where, kind })),
  );
  return fc.asyncProperty(
    fc.array(said, { minLength: 1, maxLength: 25 }),
    fc.array(fault, { maxLength: 6 }),
    fc.integer({ min: 1, max: 3 }),
    fc.nat(1_000),
    async (history, faults, shards, schedule) => {
      const script = scriptOf(history, shards);
      const { violations } = await proveHistory(project, {
        script,
        faults: faultsFrom(faults),
        schedule,
        ...(plant === undefined ? {} : { plant }),
      });
      expect(violations).toEqual([]);
    },
  );
};

describe('any short history, with any few faults', () => {
  it('keeps every promise', async () => {
    await fc.assert(await anyHistory(await loadProveProject()), { numRuns: 100, seed: 7 });
  }, 120_000);

  it('finds a planted bug, and tells it in a few events', async () => {
    const [, plant] = plantedBugs.find(([bug]) => bug.includes('tries again')) ?? [];
    const { failed, counterexample } = await fc.check(await anyHistory(await loadProveProject(), plant), {
      numRuns: 200,
      seed: 7,
    });
    expect(failed).toBe(true);
    expect(counterexample?.[0].length).toBeLessThanOrEqual(5);
  }, 120_000);
});
