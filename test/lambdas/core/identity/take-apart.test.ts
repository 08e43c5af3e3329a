import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CustomerEvent } from '../../../../lambdas/core/event/event.ts';
import { endsOf } from '../../../../lambdas/core/identity/cuts.ts';
import { type IdentityId, identifiersOf, identitiesOf as namedBy } from '../../../../lambdas/core/identity/identity.ts';
import {
  openGraph,
  placeEvent,
  profileState,
  replaceProfile,
  rootOf,
} from '../../../../lambdas/core/identity/identity-graph.ts';
import { identitiesOf, takeApart } from '../../../../lambdas/core/identity/take-apart.ts';
import { evolve } from '../../../../lambdas/core/profile/evolve.ts';
import { anAlias, anIdentify, aTrack } from '../../../builders/event.ts';
import { anIdentity, NOON } from '../../../builders/profile.ts';

const [ada, ben, phone] = [anIdentity('ada'), anIdentity('ben'), anIdentity('phone', 'anonymous')];

/** What the events make of one person, each folded once in this order. */
const fold = (events: readonly CustomerEvent[], of: IdentityId) => {
  const graph = openGraph(new Map());
  for (const event of events) {
    const placed = placeEvent(graph, event, identifiersOf(event));
    if (placed.kind === 'profile')
      replaceProfile(graph, placed.id, { profile: evolve(profileState(graph, placed.id).profile, event) });
  }
  return profileState(graph, rootOf(graph, of) ?? of).profile;
};

const apart = (events: readonly CustomerEvent[], a: IdentityId, b: IdentityId) => {
  const current = fold(events, a);
  return takeApart(current, identitiesOf(current), { ends: endsOf(a, b), at: NOON, since: NOON }, events);
};

const minute = (n: number) => ({ at: NOON + n * 60_000, receivedAt: NOON + n * 60_000 });

describe('taking a device from its user', () => {
  const events = [
    aTrack('Product Viewed', { userId: undefined, anonymousId: 'phone', ...minute(0) }),
    anIdentify({ userId: 'ada', anonymousId: undefined, traits: { email: 'ada@example.com' }, ...minute(1) }),
    aTrack('Product Viewed', { userId: 'ada', anonymousId: 'phone', ...minute(2) }),
    aTrack('Product Viewed', { userId: undefined, anonymousId: 'phone', ...minute(3) }),
    aTrack('Order Completed', { userId: 'ada', properties: { order_id: 'o', total: 9 }, ...minute(4) }),
  ];

  it('gives each event to whom it names first, and the user keeps what named both', () => {
    const { kept, taken } = apart(events, ada, phone);
    expect([kept.profile.id, taken.profile.id]).toEqual([phone, ada]);
    expect([kept.events, taken.events]).toEqual([2, 3]);
    expect(kept.profile).toMatchObject({ userIds: [], anonymousIds: ['phone'], traits: {}, purchases: { orders: 0 } });
    expect(kept.profile.counters['Product Viewed']?.count).toBe(2);
    expect(taken.profile).toMatchObject({ userIds: ['ada'], anonymousIds: [], purchases: { orders: 1 } });
    expect(taken.profile.counters['Product Viewed']?.count).toBe(1);
    expect(taken.profile.traits.email?.value).toBe('ada@example.com');
  });

  it('leaves a cut on both, so that the same two are never joined again', () => {
    const { kept, taken } = apart(events, ada, phone);
    expect(kept.profile.cuts).toEqual([{ ends: endsOf(ada, phone), at: NOON, since: NOON }]);
    expect(taken.profile.cuts).toEqual(kept.profile.cuts);
  });

  it('keeps where the profile lived what the history says nothing of', () => {
    const current = { ...fold(events, ada), anonymousIds: ['old', 'phone'] };
    const { kept } = takeApart(current, identitiesOf(current), { ends: endsOf(ada, phone), at: 1, since: 1 }, events);
    expect(kept.profile.anonymousIds).toEqual(['old', 'phone']);
  });
});

describe('undoing an alias', () => {
  const cartOf = (userId: string, n: number) =>
    aTrack('Product Added', { userId, properties: { product_id: `p-${userId}`, quantity: 1 }, ...minute(n) });

  it('gives the open cart’s key to the older cart, so that one cart stays one entry', () => {
    const events = [cartOf('ada', 1), cartOf('ben', 2), anAlias('ben', { userId: 'ada', ...minute(3) })];
    const before = fold(events, ada).cart.key;
    const { kept, taken } = apart(events, ada, ben);
    expect([kept.profile.id, kept.profile.cart.key]).toEqual([ada, before]);
    expect(taken.profile.cart.key).toBe(
      fold(
        [cartOf('ben', 2)].map((event) => ({ ...event, messageId: events[1]?.messageId ?? '' })),
        ben,
      ).cart.key,
    );
  });

  it('gives it to the only cart that is open', () => {
    const events = [
      anIdentify({ userId: 'ada', ...minute(0) }),
      cartOf('ben', 2),
      anAlias('ben', { userId: 'ada', ...minute(3) }),
    ];
    const { kept, taken } = apart(events, ada, ben);
    expect([kept.profile.cart.key, taken.profile.cart.key]).toEqual([undefined, fold(events, ada).cart.key]);
  });
});

describe('for any history of one person', () => {
  const userIds = ['ada', 'ben', 'cem'];
  const deeds = fc.array(
    fc.record({
      user: fc.option(fc.constantFrom(...userIds), { nil: undefined }),
      device: fc.option(fc.constantFrom('phone', 'tablet', 'laptop'), { nil: undefined }),
      alias: fc.option(fc.constantFrom(...userIds), { nil: undefined }),
    }),
    { minLength: 2, maxLength: 25 },
  );

  it('every event is on exactly one side, and the two ends are never on the same', () => {
    fc.assert(
      fc.property(deeds, fc.nat(), fc.nat(), (said, one, other) => {
        const events = said.flatMap(({ user, device, alias }, n): readonly CustomerEvent[] => {
          if (user === undefined && device === undefined) return [];
          const who = { userId: user, anonymousId: device, ...minute(n) };
          return alias !== undefined && user !== undefined && alias !== user
            ? [anAlias(alias, who)]
            : [aTrack('x', who)];
        });
        const [first] = events.flatMap((event) => namedBy(identifiersOf(event)));
        if (first === undefined) return;
        const current = fold(events, first);
        const all = [...identitiesOf(current)];
        const [a, b] = [all[one % all.length], all[other % all.length]];
        if (a === undefined || b === undefined || a === b) return;
        const own = events.filter((event) => identitiesOf(current).has(namedBy(identifiersOf(event))[0] ?? a));
        const { kept, taken } = takeApart(current, new Set(all), { ends: endsOf(a, b), at: 1, since: 1 }, own);
        expect(kept.events + taken.events).toBe(own.length);
        expect(kept.identities.size + taken.identities.size).toBe(all.length);
        expect(kept.identities.has(a)).not.toBe(kept.identities.has(b));
        expect(kept.identities.has(current.id)).toBe(true);
        expect([kept.profile.id, taken.identities.has(taken.profile.id)]).toEqual([current.id, true]);
      }),
      { numRuns: 300 },
    );
  });
});
