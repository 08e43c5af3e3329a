import { describe, expect, it } from 'vitest';
import { mergeProfiles, olderFirst } from '../../../../lambdas/core/profile/merge-profiles.ts';
import type { Profile } from '../../../../lambdas/core/profile/profile.ts';
import { aCart, anIdentity, aProfile, NOON } from '../../../builders/profile.ts';

const HOUR = 3_600_000;
const [older, younger] = [anIdentity('a', 'anonymous'), anIdentity('ada')];

const winner: Profile = aProfile({
  id: older,
  createdAt: NOON - HOUR,
  firstSeenAt: NOON - HOUR,
  lastSeenAt: NOON,
  userIds: [],
  anonymousIds: ['a'],
  email: null,
  traits: { city: 'Bern' },
  did: { 'Product Viewed': NOON - HOUR },
  purchases: { orders: 1, revenue: 10, firstAt: NOON - HOUR, lastAt: NOON - HOUR, cancelled: 0, cancelledValue: 0 },
  viewed: [{ productId: 'p-1', at: NOON - HOUR }],
  cart: aCart([{ productId: 'p-1' }], { key: 'older-cart', at: NOON - 100 }),
  sessions: { closed: 1, recent: [{ from: NOON - HOUR, to: NOON - HOUR + 1 }] },
  firstTouch: { at: NOON - HOUR, by: 'web:1', source: 'ad' },
  lastTouch: { at: NOON - HOUR, by: 'web:1', source: 'ad' },
  pendingConsent: { news: { subscribed: false, at: NOON, by: 'b' }, both: { subscribed: true, at: NOON, by: 'b' } },
  late: 2,
});
const loser: Profile = aProfile({
  id: younger,
  createdAt: NOON - 10,
  firstSeenAt: NOON - 2 * HOUR,
  lastSeenAt: NOON + 5,
  userIds: ['ada'],
  formerIds: [anIdentity('former')],
  traits: { city: 'Basel' },
  did: { 'Product Viewed': NOON, identify: NOON },
  purchases: { orders: 2, revenue: 5, firstAt: NOON - 5, lastAt: NOON, cancelled: 1, cancelledValue: 3 },
  viewed: [{ productId: 'p-2', at: NOON }],
  cart: aCart([{ productId: 'p-2' }], { key: 'younger-cart', at: NOON }),
  sessions: { closed: 2, recent: [{ from: NOON, to: NOON + 5 }] },
  firstTouch: { at: NOON, by: 'web:2', source: 'mail' },
  lastTouch: { at: NOON, by: 'web:2', source: 'mail' },
  pendingConsent: {
    news: { subscribed: true, at: NOON - 1, by: 'z' },
    both: { subscribed: false, at: NOON + 1, by: 'a' },
    offers: { subscribed: true, at: NOON, by: 'a' },
  },
  late: 3,
});

describe('of two profiles', () => {
  it.each([
    ['created earlier', { createdAt: 1 }, { createdAt: 2 }],
    ['with the lower id, where both were created at once', { createdAt: 1 }, { createdAt: 1 }],
  ])('the one %s stays, whoever asks', (_, first, second) => {
    const [low, high] = [older, younger].sort();
    const [a, b] = [aProfile({ id: low, ...first }), aProfile({ id: high, ...second })];
    expect(olderFirst(a, b)).toEqual([a, b]);
    expect(olderFirst(b, a)).toEqual([a, b]);
  });

  it('the older stays also where its id is the higher', () => {
    const [low, high] = [older, younger].sort();
    const [a, b] = [aProfile({ id: low, createdAt: 2 }), aProfile({ id: high, createdAt: 1 })];
    expect(olderFirst(a, b)).toEqual([b, a]);
    expect(olderFirst(b, a)).toEqual([b, a]);
  });
});

describe('one profile out of two', () => {
  const merged = (): Profile => mergeProfiles(winner, loser);

  it('keeps the id of the one that stays, and what the other was called', () => {
    expect(merged()).toMatchObject({ id: older, userIds: ['ada'], anonymousIds: ['a'] });
    expect(merged().formerIds).toEqual([anIdentity('former'), younger].sort());
  });

  it('spans the times of both, whichever is which', () => {
    const span = { createdAt: NOON - HOUR, firstSeenAt: NOON - 2 * HOUR, lastSeenAt: NOON + 5 };
    expect(merged()).toMatchObject(span);
    expect(mergeProfiles(loser, winner)).toMatchObject(span);
  });

  it('adds up what each counted, nothing twice', () => {
    expect(merged().counters).toEqual({
      'Product Viewed': { count: 2, firstAt: NOON - HOUR, lastAt: NOON },
      identify: { count: 1, firstAt: NOON, lastAt: NOON },
    });
    expect(merged().purchases).toEqual({
      ...{ orders: 3, revenue: 15, firstAt: NOON - HOUR, lastAt: NOON, cancelled: 1, cancelledValue: 3 },
    });
    expect(merged().late).toBe(5);
    expect(merged().sessions).toEqual({
      closed: 3,
      recent: [
        { from: NOON - HOUR, to: NOON - HOUR + 1 },
        { from: NOON, to: NOON + 5 },
      ],
    });
  });

  it('knows what each was told, newest first', () => {
    expect(merged().traits).toMatchObject({ email: { value: 'ada@example.com' }, city: { value: 'Bern' } });
    expect(merged().viewed.map(({ productId }) => productId)).toEqual(['p-2', 'p-1']);
    expect(merged().firstTouch?.source).toBe('ad');
    expect(merged().lastTouch?.source).toBe('mail');
  });

  it('keeps the older cart’s key, with what lies in both', () => {
    for (const cart of [merged().cart, mergeProfiles(loser, winner).cart]) {
      expect(cart).toMatchObject({ key: 'older-cart', openedAt: NOON - 100 });
      expect(cart.operations.map(({ productId }) => productId)).toEqual(['p-1', 'p-2']);
    }
  });

  it('keeps of each waiting change of mind the newer one', () => {
    expect(merged().pendingConsent).toEqual({
      news: { subscribed: false, at: NOON, by: 'b' },
      both: { subscribed: false, at: NOON + 1, by: 'a' },
      offers: { subscribed: true, at: NOON, by: 'a' },
    });
  });
});
