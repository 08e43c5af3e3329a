import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CustomerEvent } from '../../../../lambdas/core/event/event.ts';
import { type IdentityId, identifiersOf } from '../../../../lambdas/core/identity/identity.ts';
import {
  homeOf,
  openGraph,
  placeEvent,
  profileState,
  replaceProfile,
} from '../../../../lambdas/core/identity/identity-graph.ts';
import { appliedEvent } from '../../../../lambdas/core/profile/applied.ts';
import { seenIdOf } from '../../../../lambdas/core/profile/dedupe.ts';
import { evolve } from '../../../../lambdas/core/profile/evolve.ts';
import type { AppliedEvent, Profile, State } from '../../../../lambdas/core/profile/profile.ts';
import { decide, matchesOf } from '../../../../lambdas/core/send/decide.ts';
import type { Send } from '../../../../lambdas/core/send/send.ts';
import { sendIdOf } from '../../../../lambdas/core/send/send-id.ts';
import { aBook, aCampaign, aReceipt, aStep } from '../../../builders/campaign.ts';
import { anAlias, aTrack } from '../../../builders/event.ts';
import { NOON } from '../../../builders/profile.ts';

const MINUTE_MS = 60_000;
const book = aBook([
  aCampaign(),
  aReceipt({ steps: [aStep({ id: 'confirmation', waitMs: MINUTE_MS })] }),
  aCampaign({ name: 'viewed', trigger: { event: 'Product Viewed' }, entry: { oncePer: 'event' }, exit: undefined }),
]);

/** A profile as one write left it, with the events that the write carries: what a reader of the stream is given. */
interface Write {
  readonly profile: Profile;
  readonly applied: readonly AppliedEvent[];
}

/** Folds batch after batch, a write a profile and batch, as `enrich-events` does; a batch may come twice. */
const writesOf = (batches: readonly (readonly CustomerEvent[])[]) => {
  const table = new Map<IdentityId, State>();
  const writes: Write[] = [];
  const opened = new Set<string>();
  for (const batch of batches) {
    const graph = openGraph(new Map(table));
    const triggers: { readonly id: IdentityId; readonly applied: AppliedEvent }[] = [];
    for (const event of batch) {
      const placed = placeEvent(graph, event, identifiersOf(event));
      if (placed.kind !== 'profile') continue;
      const before = profileState(graph, placed.id);
      const id = seenIdOf(event);
      if (before.seen.some(({ hash }) => hash === id.hash)) continue;
      const profile = evolve(before.profile, event);
      const { key } = profile.cart;
      if (key !== undefined && before.profile.cart.key === undefined) opened.add(key);
      replaceProfile(graph, placed.id, { profile, seen: [...before.seen, id] });
      triggers.push({ id: placed.id, applied: appliedEvent(event, before.profile, profile) });
    }
    for (const [id, state] of graph.changed) {
      table.set(id, state);
      if (state.kind !== 'profile') continue;
      const own = triggers.filter((trigger) => homeOf(graph, trigger.id) === id);
      writes.push({ profile: state.profile, applied: own.map(({ applied }) => applied) });
    }
  }
  return { writes, opened };
};

/** What the ledger holds once these writes were read: a row is put where there is none. */
const ledgerOf = (writes: readonly Write[]): ReadonlyMap<string, Send> => {
  const ledger = new Map<string, Send>();
  const known = { now: NOON + 60 * MINUTE_MS, brand: {}, epochOf: () => 0, sends: [] };
  for (const { profile, applied } of writes)
    for (const row of matchesOf(book, profile, applied).flatMap((match) => decide(match, profile, known)))
      if (!ledger.has(row.sendId)) ledger.set(row.sendId, row);
  return ledger;
};

const who = fc.constantFrom(
  { userId: 'ada' },
  { userId: 'adele' },
  { userId: undefined, anonymousId: 'phone' },
  { userId: undefined, anonymousId: 'laptop' },
  { userId: 'ada', anonymousId: 'phone' },
  { userId: 'adele', anonymousId: 'laptop' },
);
const deed = fc.constantFrom(
  'add',
  'add',
  'remove',
  'view',
  'order 1',
  'order 2',
  'alias phone',
  'alias ada',
  'alias x',
);
const said = fc.record({ by: who, what: deed });

const eventOf = (
  { by, what }: { by: { userId: string | undefined; anonymousId?: string }; what: string },
  n: number,
) => {
  const common = { ...by, messageId: `m-${n}`, at: NOON + n * MINUTE_MS, receivedAt: NOON + n * MINUTE_MS };
  const [kind, name = ''] = what.split(' ');
  switch (kind) {
    case 'alias':
      return anAlias(name, { ...common, userId: by.userId ?? 'ada' });
    case 'view':
      return aTrack('Product Viewed', { ...common, properties: { product_id: 'mug' } });
    case 'order':
      // The browser and the back end report one order, each under the identifier that it knows.
      return aTrack('Order Completed', {
        ...common,
        properties: { order_id: `o-${name}`, total: 9, email: 'ada@example.com' },
      });
    default:
      return aTrack(kind === 'add' ? 'Product Added' : 'Product Removed', {
        ...common,
        properties: { product_id: 'mug', price: 9 },
      });
  }
};

/** Events in any order of arrival, cut into batches anywhere, some of which come again; and who reads which write when. */
const history = fc
  .array(said, { minLength: 1, maxLength: 14 })
  .map((all) => all.map(eventOf))
  .chain((events) =>
    fc.record({
      arrival: fc.shuffledSubarray(events, { minLength: events.length }),
      cuts: fc.array(fc.boolean(), { minLength: events.length, maxLength: events.length }),
      again: fc.array(fc.nat(20), { maxLength: 4 }),
      reading: fc.infiniteStream(fc.nat(1_000)),
    }),
  );

const batchesOf = (
  arrival: readonly CustomerEvent[],
  cuts: readonly boolean[],
): readonly (readonly CustomerEvent[])[] =>
  arrival.reduce<CustomerEvent[][]>((batches, event, index) => {
    if (index === 0 || cuts[index] === true) batches.push([]);
    batches.at(-1)?.push(event);
    return batches;
  }, []);

/** Items are read side by side, each in its own order. */
const readInSomeOrder = (writes: readonly Write[], pick: () => number): readonly Write[] => {
  const items = [...Map.groupBy(writes, ({ profile }) => profile.id).values()];
  const read: Write[] = [];
  while (items.some((left) => left.length > 0)) {
    const waiting = items.filter((left) => left.length > 0);
    const next = waiting[pick() % waiting.length]?.shift();
    if (next !== undefined) read.push(next);
  }
  return read;
};

describe('an entry key, whatever merges happen, and in whatever order', () => {
  it('is decided once: a row for each view, for each order and for each cart that was opened, and no other', () => {
    fc.assert(
      fc.property(history, ({ arrival, cuts, again, reading }) => {
        const batches = batchesOf(arrival, cuts);
        const { writes, opened } = writesOf([...batches, ...batches.filter((_, n) => again.includes(n))]);
        const ledger = ledgerOf(writes);
        const keysOf = (campaign: string) =>
          [...ledger.values()].filter((row) => row.campaign === campaign).map(({ entryKey }) => entryKey);
        const tracked = arrival.flatMap((event) => (event.type === 'track' ? event : []));
        const views = tracked.filter(({ event }) => event === 'Product Viewed');
        expect(keysOf('viewed').sort()).toEqual(views.map(({ messageId }) => `event:web:${messageId}`).sort());
        const orders = new Set(tracked.flatMap(({ properties }) => properties.order_id ?? []));
        expect(keysOf('order-confirmation')).toHaveLength(orders.size);
        expect(keysOf('cart-abandoned').sort()).toEqual([...opened].map((key) => `cart:${key}`).sort());
        for (const row of ledger.values()) expect(row.sendId).toBe(sendIdOf(row.campaign, row.step, row.entryKey));

        const readAnew = ledgerOf(readInSomeOrder([...writes, ...writes.slice(0, 3)], () => reading.next().value ?? 0));
        const endsOf = (rows: ReadonlyMap<string, Send>) =>
          [...rows].map(([sendId, { state, reason, arm }]) => ({ sendId, state, reason, arm }));
        const byId = (a: { sendId: string }, b: { sendId: string }) => (a.sendId < b.sendId ? -1 : 1);
        expect(endsOf(readAnew).sort(byId)).toEqual(endsOf(ledger).sort(byId));
      }),
      { numRuns: 1_000 },
    );
  });
});
