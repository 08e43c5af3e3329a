import { describe, expect, it } from 'vitest';
import type { CustomerEvent } from '../../../../lambdas/core/event/event.ts';
import { type IdentityId, identifiersOf } from '../../../../lambdas/core/identity/identity.ts';
import { homeOf, openGraph, placeEvent, profileState } from '../../../../lambdas/core/identity/identity-graph.ts';
import type { ChunkKey, State } from '../../../../lambdas/core/profile/profile.ts';
import { anAlias, anIdentify, aTrack } from '../../../builders/event.ts';
import { anIdentity, aProfile, aProfileState, NOON } from '../../../builders/profile.ts';

const user = (value: string) => anIdentity(value, 'user');
const device = (value: string) => anIdentity(value, 'anonymous');

/** A living profile at its identifier. */
const living = (
  id: IdentityId,
  given: { userIds?: string[]; anonymousIds?: string[]; createdAt?: number; version?: number; hash?: bigint } = {},
): [IdentityId, State] => {
  const { userIds = [], anonymousIds = [], createdAt = NOON, version = 3, hash } = given;
  return [
    id,
    aProfileState(aProfile({ id, userIds, anonymousIds, createdAt }), {
      version,
      seen: hash === undefined ? [] : [{ hash, saidAt: NOON }],
      chunks:
        hash === undefined
          ? []
          : [{ keys: [{ key: `${id}/1.0` as ChunkKey, expiresAt: 9 }], from: 1, to: 2, undated: false }],
    }),
  ];
};
const redirect = (id: IdentityId, to: IdentityId): [IdentityId, State] => [id, { kind: 'redirect', version: 5, to }];
const tombstone = (id: IdentityId): [IdentityId, State] => [
  id,
  { kind: 'tombstone', version: 7, seen: [], chunks: [] },
];

/** Places events in turn among what was read. */
const place = (read: readonly [IdentityId, State][], ...events: readonly CustomerEvent[]) => {
  const graph = openGraph(new Map(read));
  const placements = events.map((event) => placeEvent(graph, event, identifiersOf(event)));
  return { graph, placements, placement: placements.at(-1), changed: graph.changed, merges: graph.merges };
};

describe('an identifier that was never seen', () => {
  it('begins a profile of version 0 that lives at it, and has seen nothing', () => {
    const { placement, changed } = place([], aTrack('x', { userId: 'ada', receivedAt: NOON, at: NOON - 5 }));
    expect(placement).toEqual({ kind: 'profile', id: user('ada') });
    expect([...changed.keys()]).toEqual([user('ada')]);
    expect(changed.get(user('ada'))).toMatchObject({
      ...{ kind: 'profile', version: 0, seen: [], chunks: [], applied: [] },
      profile: { id: user('ada'), createdAt: NOON, firstSeenAt: NOON - 5, userIds: ['ada'], anonymousIds: [] },
    });
  });

  it('begins one profile with the other identifier it comes with, which is redirected to it', () => {
    const { graph, changed } = place([], aTrack('x', { userId: 'ada', anonymousId: 'phone' }));
    expect(changed.get(device('phone'))).toMatchObject({ kind: 'redirect', version: 0, to: user('ada') });
    expect(profileState(graph, user('ada')).profile).toMatchObject({ userIds: ['ada'], anonymousIds: ['phone'] });
  });

  it('of a user moves in with the anonymous profile it arrives with: nothing is merged, for there was nothing', () => {
    const { placement, changed, merges } = place(
      [living(device('phone'), { anonymousIds: ['phone'] })],
      anIdentify({ userId: 'ada', anonymousId: 'phone' }),
    );
    expect(placement).toEqual({ kind: 'profile', id: device('phone') });
    expect(changed.get(user('ada'))).toMatchObject({ kind: 'redirect', version: 0, to: device('phone') });
    expect(changed.get(device('phone'))).toMatchObject({ version: 3, profile: { userIds: ['ada'] } });
    expect(merges).toEqual([]);
  });

  it('of a user does not move in where another user lives: a family shares the device', () => {
    const { placement, changed, merges } = place(
      [living(device('phone'), { anonymousIds: ['phone'], userIds: ['bob'] })],
      anIdentify({ userId: 'ada', anonymousId: 'phone' }),
    );
    expect(placement).toEqual({ kind: 'profile', id: user('ada') });
    expect(changed.get(device('phone'))).toBeUndefined();
    expect(merges).toEqual([]);
  });

  it('of a device moves in with its user', () => {
    const { placement, changed } = place(
      [living(user('ada'), { userIds: ['ada'] })],
      aTrack('x', { userId: 'ada', anonymousId: 'phone' }),
    );
    expect(placement).toEqual({ kind: 'profile', id: user('ada') });
    expect(changed.get(device('phone'))).toMatchObject({ kind: 'redirect', version: 0, to: user('ada') });
    expect(changed.get(user('ada'))).toMatchObject({ profile: { anonymousIds: ['phone'] } });
  });
});

describe('an identifier that is known', () => {
  it('leads through its redirects to where the person lives, and nothing is written', () => {
    const { placement, changed } = place(
      [redirect(device('a'), device('b')), redirect(device('b'), user('ada')), living(user('ada'))],
      aTrack('x', { userId: undefined, anonymousId: 'a' }),
    );
    expect(placement).toEqual({ kind: 'profile', id: user('ada') });
    expect(changed.size).toBe(0);
  });
});

describe('two profiles that turn out to be one person', () => {
  const young = living(user('ada'), { userIds: ['ada'], createdAt: NOON + 1, hash: 1n });
  const old = living(device('phone'), { anonymousIds: ['phone'], createdAt: NOON, version: 4, hash: 2n });
  const both = anIdentify({ userId: 'ada', anonymousId: 'phone', source: 'web', messageId: 'm', receivedAt: NOON + 9 });

  it('become the older one, whichever is asked first; the other redirects to it under its own version', () => {
    const { placement, changed, merges } = place([young, old], both);
    expect(placement).toEqual({ kind: 'profile', id: device('phone') });
    expect(changed.get(user('ada'))).toMatchObject({ kind: 'redirect', version: 3, to: device('phone') });
    expect(changed.get(device('phone'))).toMatchObject({
      version: 4,
      profile: { id: device('phone'), userIds: ['ada'], anonymousIds: ['phone'], formerIds: [user('ada')] },
    });
    expect(merges).toEqual([
      {
        ...{ winner: device('phone'), winnerVersion: 4, loser: user('ada'), loserVersion: 3 },
        ...{ at: NOON + 9, by: 'web:m', between: [user('ada'), device('phone')] },
      },
    ]);
  });

  it('keep the ids and the chunks that each has seen, so that no redelivery counts twice', () => {
    const { graph } = place([young, old], both);
    const { seen, chunks } = profileState(graph, device('phone'));
    expect(seen.map(({ hash }) => hash)).toEqual([2n, 1n]);
    expect(chunks.flatMap(({ keys }) => keys.map(({ key }) => key))).toEqual([
      `${device('phone')}/1.0`,
      `${user('ada')}/1.0`,
    ]);
  });

  it('join the same way where the user is the older one', () => {
    const { placement, graph } = place(
      [living(user('ada'), { userIds: ['ada'], createdAt: NOON - 1, hash: 1n }), old],
      both,
    );
    expect(placement).toEqual({ kind: 'profile', id: user('ada') });
    expect(profileState(graph, user('ada')).seen.map(({ hash }) => hash)).toEqual([1n, 2n]);
    expect(homeOf(graph, device('phone'))).toBe(user('ada'));
  });

  it('leave every other redirect as it stands: only the loser’s own item is pointed anywhere', () => {
    const { changed, merges } = place(
      [young, old, redirect(device('tablet'), device('phone'))],
      anIdentify({ userId: 'ada', anonymousId: 'tablet' }),
    );
    expect(merges).toHaveLength(1);
    expect([...changed.keys()].sort()).toEqual([user('ada'), device('phone')].sort());
  });

  it.each([
    ['two users stay two', anIdentify({ userId: 'ada', anonymousId: 'phone' }), 0],
    ['but an alias says that they are one', anAlias('bob', { userId: 'ada', anonymousId: undefined }), 1],
  ])('%s', (_, event, merges) => {
    const outcome = place(
      [
        living(user('ada'), { userIds: ['ada'] }),
        living(user('bob'), { userIds: ['bob'] }),
        redirect(device('phone'), user('bob')),
      ],
      event,
    );
    expect(outcome.merges).toHaveLength(merges);
  });
});

describe('an alias', () => {
  it('of an unseen device moves in with the user that it names', () => {
    const { placement, merges } = place(
      [living(user('ada'), { userIds: ['ada'] })],
      anAlias('ada', { userId: undefined, anonymousId: 'phone' }),
    );
    expect(placement).toEqual({ kind: 'profile', id: user('ada') });
    expect(merges).toEqual([]);
  });

  it('takes in the previous id of whichever kind is known', () => {
    const { placement, changed } = place(
      [living(user('old-ada'), { userIds: ['old-ada'] })],
      anAlias('old-ada', { userId: 'ada' }),
    );
    expect(placement).toEqual({ kind: 'profile', id: user('old-ada') });
    expect(changed.get(user('ada'))).toMatchObject({ kind: 'redirect', version: 0, to: user('old-ada') });
    expect(changed.has(device('old-ada'))).toBe(false);
  });

  it('of an id that nobody knows takes it for an anonymous one', () => {
    const { changed } = place([], anAlias('phone', { userId: 'ada' }));
    expect([...changed.keys()].sort()).toEqual([user('ada'), device('phone')].sort());
    expect(changed.get(device('phone'))).toMatchObject({ kind: 'redirect', to: user('ada') });
  });

  it('may bring a new user into the home of another', () => {
    const { placement, merges } = place(
      [living(device('phone'), { userIds: ['bob'], anonymousIds: ['phone'] })],
      anAlias('phone', { userId: 'ada' }),
    );
    expect(placement).toEqual({ kind: 'profile', id: device('phone') });
    expect(merges).toEqual([]);
  });
});

describe('an erased person', () => {
  it('stays erased: the event is dropped and nothing changes', () => {
    const { placement, changed } = place([tombstone(user('ada'))], aTrack('x', { userId: 'ada' }));
    expect(placement).toEqual({ kind: 'erased' });
    expect(changed.size).toBe(0);
  });

  it('is met behind a redirect, too', () => {
    const { placement } = place(
      [redirect(device('phone'), user('ada')), tombstone(user('ada'))],
      aTrack('x', { userId: undefined, anonymousId: 'phone' }),
    );
    expect(placement).toEqual({ kind: 'erased' });
  });

  it('takes an unseen identifier along, so that it never begins a profile', () => {
    const { placement, changed } = place([tombstone(user('ada'))], aTrack('x', { userId: 'ada', anonymousId: 'new' }));
    expect(placement).toEqual({ kind: 'erased' });
    expect([...changed]).toEqual([[device('new'), { kind: 'redirect', version: 0, to: user('ada') }]]);
  });

  it.each([
    ['first', { userId: 'ada', anonymousId: 'phone' }, [tombstone(user('ada')), living(device('phone'))]],
    ['last', { userId: 'bob', anonymousId: 'phone' }, [living(user('bob')), tombstone(device('phone'))]],
  ] as const)('named beside a living one (%s) is refused, and nothing changes', (_, identifiers, read) => {
    const { placement, changed } = place(
      read.map(([id, state]) => [id, state]),
      aTrack('x', identifiers),
    );
    expect(placement).toEqual({ kind: 'refused' });
    expect(changed.size).toBe(0);
  });
});

describe('what cannot happen', () => {
  it('is an event of nobody, which is refused', () => {
    const { placement } = place([], aTrack('x', { userId: undefined }));
    expect(placement).toEqual({ kind: 'refused' });
  });

  it('is asking for a profile that is not there, which throws', () => {
    const { graph } = place([tombstone(user('ada'))]);
    expect(() => profileState(graph, user('nobody'))).toThrow('living profile');
    expect(() => profileState(graph, user('ada'))).toThrow('living profile');
  });
});

describe('a chain of aliases', () => {
  /** Each the next one's elder, joined youngest first: every merge lengthens the way of all that came before. */
  const chain = (length: number) =>
    place(
      Array.from({ length }, (_, n) => living(device(`d${n}`), { anonymousIds: [`d${n}`], createdAt: NOON + n })),
      ...Array.from({ length: length - 1 }, (_, n) =>
        anAlias(`d${length - 1 - n}`, { anonymousId: `d${length - 2 - n}`, userId: undefined }),
      ),
    );
  const wayFrom = (graph: ReturnType<typeof openGraph>, id: IdentityId): number => {
    const state = graph.changed.get(id) ?? graph.read.get(id);
    return state?.kind === 'redirect' ? 1 + wayFrom(graph, state.to) : 0;
  };

  it('of thirty merges makes one person of all', () => {
    const { graph } = chain(31);
    expect(homeOf(graph, device('d30'))).toBe(device('d0'));
  });

  it('goes no further, whoever makes it: each redirect is a read, which everybody on the shard waits for', () => {
    const { graph, placements } = chain(2_000);
    expect(placements.every(({ kind }) => kind === 'profile')).toBe(true);
    for (let n = 0; n < 2_000; n += 1) expect(wayFrom(graph, device(`d${n}`))).toBeLessThanOrEqual(30);
  });
});
