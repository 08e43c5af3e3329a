import { describe, expect, it } from 'vitest';
import { areApart, endsOf, joinCuts, lastCutAt } from '../../../../lambdas/core/identity/cuts.ts';
import { type IdentityId, identifiersOf } from '../../../../lambdas/core/identity/identity.ts';
import { openGraph, placeEvent, rootOf } from '../../../../lambdas/core/identity/identity-graph.ts';
import type { State } from '../../../../lambdas/core/profile/profile.ts';
import { anAlias, anIdentify, aTrack } from '../../../builders/event.ts';
import { anIdentity, aProfile, aProfileState, NOON } from '../../../builders/profile.ts';

const [ada, ben, phone, tablet] = [
  anIdentity('ada'),
  anIdentity('ben'),
  anIdentity('phone', 'anonymous'),
  anIdentity('tablet', 'anonymous'),
];
const cut = (a: IdentityId, b: IdentityId, at = NOON) => ({ ends: endsOf(a, b), at, since: NOON - 9 });

/** The profiles of before, each with the cuts it holds. */
const graphOf = (...profiles: readonly [IdentityId, Partial<Parameters<typeof aProfile>[0]>][]) =>
  openGraph(
    new Map(
      profiles.map(([id, given]): [IdentityId, State] => [id, aProfileState(aProfile({ id, userIds: [], ...given }))]),
    ),
  );

describe('two people who were taken apart', () => {
  it('are apart by the one cut that both hold, whichever end is named first', () => {
    expect(areApart({ cuts: [cut(ada, ben)] }, { cuts: [cut(ben, ada)] })).toBe(true);
    expect(areApart({ cuts: [cut(ada, ben)] }, { cuts: [cut(ada, phone)] })).toBe(false);
    expect(areApart({ cuts: [cut(ada, ben)] }, {})).toBe(false);
    expect(areApart({}, {})).toBe(false);
  });

  it.each([
    ['an event that names both', aTrack('x', { userId: 'ada', anonymousId: 'phone' })],
    ['an alias, which otherwise joins anybody', anAlias('phone', { userId: 'ada', anonymousId: undefined })],
  ])('are not joined by %s, and the event is the first one’s', (_, event) => {
    const cuts = [cut(ada, phone)];
    const graph = graphOf([ada, { userIds: ['ada'], cuts }], [phone, { anonymousIds: ['phone'], cuts }]);
    expect(placeEvent(graph, event, identifiersOf(event))).toEqual({ kind: 'profile', id: ada });
    expect([rootOf(graph, ada), rootOf(graph, phone), graph.merges]).toEqual([ada, phone, []]);
  });

  it('are not joined by way of a third person either: who took one in is apart from the other', () => {
    const cuts = [cut(ada, phone)];
    const graph = graphOf(
      [ada, { userIds: ['ada'], cuts }],
      [phone, { anonymousIds: ['phone'], cuts }],
      [tablet, { anonymousIds: ['tablet'], createdAt: NOON - 1 }],
    );
    for (const event of [
      aTrack('x', { userId: 'ada', anonymousId: 'tablet' }),
      anAlias('tablet', { userId: undefined, anonymousId: 'phone' } as never),
    ])
      placeEvent(graph, event, identifiersOf(event));
    expect([rootOf(graph, ada), rootOf(graph, phone)]).toEqual([tablet, phone]);
  });

  it('hold the cut after further merges, and know when it was made', () => {
    const joined = joinCuts(
      { cuts: [cut(ada, ben, 5)], takenAway: [ben] },
      { cuts: [cut(ada, phone, 7)], takenAway: [ben] },
    );
    expect(joined).toEqual({ cuts: [cut(ada, ben, 5), cut(ada, phone, 7)], takenAway: [ben] });
    expect([lastCutAt(joined), lastCutAt({})]).toEqual([7, 0]);
    expect(joinCuts({}, {})).toEqual({});
  });
});

describe('a history that is folded anew with a cut', () => {
  const place = (...events: readonly ReturnType<typeof aTrack | typeof anIdentify | typeof anAlias>[]) => {
    const graph = openGraph(new Map(), [cut(ada, phone)]);
    for (const event of events) placeEvent(graph, event, identifiersOf(event));
    return graph;
  };

  it.each([
    ['both new', [anIdentify({ userId: 'ada', anonymousId: 'phone' })]],
    [
      'the device known',
      [aTrack('x', { userId: undefined, anonymousId: 'phone' }), anIdentify({ userId: 'ada', anonymousId: 'phone' })],
    ],
    ['the user known', [anIdentify({ userId: 'ada' }), aTrack('x', { userId: 'ada', anonymousId: 'phone' })]],
  ])('keeps them apart with %s', (_, events) => {
    const graph = place(...events);
    expect([rootOf(graph, ada), rootOf(graph, phone)]).toEqual([ada, phone]);
  });

  it('leaves every other link', () => {
    const graph = place(
      anIdentify({ userId: 'ada', anonymousId: 'phone' }),
      aTrack('x', { userId: 'ada', anonymousId: 'tablet' }),
    );
    expect(rootOf(graph, tablet)).toBe(ada);
  });
});
