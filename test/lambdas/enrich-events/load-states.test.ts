import { describe, expect, it } from 'vitest';
import { type IdentityId, identifiersOf } from '../../../lambdas/core/identity/identity.ts';
import type { State } from '../../../lambdas/core/profile/profile.ts';
import { loadStates } from '../../../lambdas/enrich-events/load-states.ts';
import { aTrack } from '../../builders/event.ts';
import { anIdentity, aProfile, aProfileState } from '../../builders/profile.ts';

const [phone, ada] = [anIdentity('phone', 'anonymous'), anIdentity('ada')];
const living = (id: IdentityId, version: number, takenAway?: readonly IdentityId[]): State =>
  aProfileState(aProfile({ id, ...(takenAway === undefined ? {} : { takenAway }) }), { version });
const redirect = (version: number, to: IdentityId): State => ({ kind: 'redirect', version, to });

/** A table that changes between one read and the next, and what was asked of it. */
const readsOf = (...tables: readonly ReadonlyMap<IdentityId, State>[]) => {
  const asked: (readonly IdentityId[])[] = [];
  const load = async (ids: readonly IdentityId[]) => {
    const table = tables[Math.min(asked.length, tables.length - 1)] ?? new Map();
    asked.push(ids);
    return new Map([...table].filter(([id]) => ids.includes(id)));
  };
  const event = aTrack('x', { userId: undefined, anonymousId: 'phone' });
  const placed = { event, identifiers: identifiersOf(event), index: 0 } as unknown as Parameters<
    typeof loadStates
  >[1][number];
  return loadStates({ load }, [placed]).then((states) => ({ states, asked }));
};

describe('an identifier whose person is taken apart while it is read', () => {
  const before = new Map([
    [phone, redirect(1, ada)],
    [ada, living(ada, 5)],
  ]);
  const after = new Map([
    [phone, living(phone, 2)],
    [ada, living(ada, 6, [phone])],
  ]);

  it('is read again, and leads to its own profile', async () => {
    const { states, asked } = await readsOf(before, after);
    expect(states.get(phone)).toMatchObject({ kind: 'profile', version: 2 });
    expect(asked).toEqual([[phone], [ada], [phone]]);
  });

  it('costs no read where nobody was ever taken away', async () => {
    expect((await readsOf(before)).asked).toEqual([[phone], [ada]]);
  });

  it('is believed where it leads there still, or again', async () => {
    const { states, asked } = await readsOf(
      new Map([
        [phone, redirect(9, ada)],
        [ada, living(ada, 6, [phone])],
      ]),
    );
    expect(states.get(phone)).toEqual(redirect(9, ada));
    expect(asked).toEqual([[phone], [ada], [phone]]);
  });

  it('is followed to wherever it leads now, and asked about there too', async () => {
    const ben = anIdentity('ben');
    const moved = new Map([
      [phone, redirect(2, ben)],
      [ada, living(ada, 6, [phone])],
      [ben, living(ben, 3, [phone])],
    ]);
    const { states, asked } = await readsOf(before, moved);
    expect(states.get(phone)).toEqual(redirect(2, ben));
    expect(asked).toEqual([[phone], [ada], [phone], [ben], [phone]]);
  });
});
