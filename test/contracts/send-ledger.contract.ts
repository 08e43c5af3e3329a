import { beforeAll, describe, expect, it } from 'vitest';
import { addressHash, type ProfileId } from '../../lambdas/core/identity/identity.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import { wakeShardOf } from '../../lambdas/core/send/wake-shard.ts';
import type { ConsentStore } from '../../lambdas/ports/consent-store.ts';
import type { ProfileStore } from '../../lambdas/ports/profile-store.ts';
import {
  type SendLedger,
  WAKE_SHARDS,
  type WriteConditions,
  type WriteOutcome,
} from '../../lambdas/ports/send-ledger.ts';
import { anIdentity, aProfile, aProfileState, NOON } from '../builders/profile.ts';
import { aConsent, aSend } from '../builders/send.ts';
import { asStored, numbered, ODD_TEXT } from './odd-values.ts';

export interface SendLedgerWorld {
  readonly profiles: ProfileStore;
  readonly consents: ConsentStore;
  readonly ledger: SendLedger;
}

const DAY = '2026-01-13';
const next = (row: Send, given: Partial<Send> = {}): Send => ({ ...row, ...given, revision: row.revision + 1 });
const rowOf = (of: string, given: Partial<Send> = {}): Send => aSend({ entryKey: `cart:${of}`, ...given });
const take = (of: string, limit: number, day = DAY): WriteConditions => ({
  cap: { take: { address: addressHash(of), day, limit } },
});
const giveBack = (of: string, day = DAY): WriteConditions => ({ cap: { giveBack: { address: addressHash(of), day } } });

/** Each part of the claim's transaction in each of its states, and what it says where it stands in the way. */
type Part = readonly [name: string, condition: (of: string) => WriteConditions, refusal?: WriteOutcome];
const profileParts: readonly Part[] = [
  ['no profile asked', () => ({})],
  ['profile as read', (of) => ({ profile: { id: anIdentity(of), version: 1 } })],
  ['profile changed', (of) => ({ profile: { id: anIdentity(of), version: 2 } }), 'profile_changed'],
  ['profile gone', (of) => ({ profile: { id: anIdentity(`${of}-x`), version: 1 } }), 'profile_changed'],
];
const consentParts: readonly Part[] = [
  ['no consent asked', () => ({})],
  ['consent as read', (of) => ({ consent: { address: addressHash(of), version: 1 } })],
  ['consent still absent', (of) => ({ consent: { address: addressHash(`${of}-x`), version: 0 } })],
  ['consent changed', (of) => ({ consent: { address: addressHash(of), version: 2 } }), 'consent_changed'],
  ['consent came', (of) => ({ consent: { address: addressHash(of), version: 0 } }), 'consent_changed'],
];
const capParts: readonly Part[] = [
  ['no cap', () => ({})],
  ['cap free', (of) => take(of, 2)],
  ['cap full', (of) => take(of, 1), 'cap_full'],
  ['unit given back', (of) => giveBack(of)],
];
const rowParts: readonly Part[] = [
  ['row as read', () => ({})],
  ['row changed', () => ({}), 'row_changed'],
];
const claims = rowParts.flatMap((row) =>
  profileParts.flatMap((profile) =>
    consentParts.flatMap((consent) => capParts.map((cap) => [row, profile, consent, cap] as const)),
  ),
);

/** What every `SendLedger` promises. */
export const describeSendLedgerContract = (name: string, makeWorld: () => Promise<SendLedgerWorld>): void => {
  const planned = async (...rows: readonly Send[]): Promise<SendLedgerWorld> => {
    const world = await makeWorld();
    await world.ledger.plan(rows);
    return world;
  };

  describe(`sends ${name}: planning`, () => {
    it('puts what is not there yet, leaves the rest, and says which were new', async () => {
      const { ledger } = await planned(rowOf('1'));
      const [changed, other] = [rowOf('1', { state: 'skipped', revision: 4 }), rowOf('2')];
      expect(await ledger.plan([changed, other])).toEqual(new Set([other.sendId]));
      expect(await ledger.load(changed.sendId)).toStrictEqual(asStored(rowOf('1')));
      expect(await ledger.load(other.sendId)).toStrictEqual(asStored(other));
      expect(await ledger.plan([changed, other])).toEqual(new Set());
    });

    it('of nothing puts nothing', async () => {
      expect(await (await makeWorld()).ledger.plan([])).toEqual(new Set());
    });

    it('keeps the first of two rows of one send', async () => {
      const { ledger } = await makeWorld();
      const rows = numbered(5).map((campaignVersion) => rowOf('1', { campaignVersion }));
      expect(await ledger.plan(rows)).toEqual(new Set([rowOf('1').sendId]));
      expect((await ledger.load(rowOf('1').sendId))?.campaignVersion).toBe('n-0');
    });

    it('takes any number', async () => {
      const { ledger } = await makeWorld();
      const rows = numbered(35).map((of) => rowOf(of));
      expect(await ledger.plan(rows)).toEqual(new Set(rows.map(({ sendId }) => sendId)));
    });

    it('lets exactly one of many at once say that a row is new', async () => {
      const { ledger } = await makeWorld();
      const outcomes = await Promise.all(numbered(8).map(() => ledger.plan([rowOf('1')])));
      expect(outcomes.filter(({ size }) => size === 1)).toHaveLength(1);
    });

    it('finds no row that was never planned', async () => {
      expect(await (await planned(rowOf('1'))).ledger.load(rowOf('2').sendId)).toBeUndefined();
    });
  });

  describe(`sends ${name}: writing`, () => {
    let world: SendLedgerWorld;
    beforeAll(async () => {
      world = await makeWorld();
    });

    it.each(claims.map((parts) => [parts.map(([part]) => part).join(', '), parts] as const))(
      '%s',
      async (of, parts) => {
        const { ledger, profiles, consents } = world;
        const [[, , rowChanged]] = parts;
        const row = rowOf(of);
        await profiles.commit([{ kind: 'state', id: anIdentity(of), expected: 0, state: aProfileState(aProfile()) }]);
        await consents.commit(aConsent({ of }));
        await ledger.plan([row, rowOf(`${of} before`)]);
        await ledger.write(next(rowOf(`${of} before`)), take(of, 1));
        const stored = rowChanged === undefined ? row : next(row);
        if (stored !== row) await ledger.write(stored);
        const claim = next(row, { state: 'claimed', claimId: 'c-1' });
        const conditions = Object.assign({}, ...parts.map(([, condition]) => condition(of)));
        // The first in the order row, profile, consent, cap speaks for all.
        const [refusal] = parts.flatMap(([, , refused]) => refused ?? []);
        expect(await ledger.write(claim, conditions)).toBe(refusal ?? 'written');
        expect(await ledger.load(row.sendId)).toStrictEqual(asStored(refusal === undefined ? claim : stored));
      },
    );
  });

  describe(`sends ${name}: a write`, () => {
    it.each([0, 1, 3, 4])('of revision %i does not replace revision 1', async (revision) => {
      const { ledger } = await planned(rowOf('1'));
      expect(await ledger.write(rowOf('1', { revision, state: 'sent' }))).toBe('row_changed');
      expect(await ledger.load(rowOf('1').sendId)).toStrictEqual(asStored(rowOf('1')));
    });

    it.each([1, 2])('of revision %i creates no row', async (revision) => {
      const { ledger } = await makeWorld();
      expect(await ledger.write(rowOf('1', { revision }))).toBe('row_changed');
      expect(await ledger.load(rowOf('1').sendId)).toBeUndefined();
    });

    it('is read at once, revision after revision', async () => {
      const { ledger } = await planned(rowOf('1'));
      let row = rowOf('1');
      for (let turn = 0; turn < 10; turn += 1) {
        row = next(row, { queued: turn });
        expect(await ledger.write(row)).toBe('written');
        expect(await ledger.load(row.sendId)).toStrictEqual(asStored(row));
      }
    });

    it('is won by exactly one of many at once', async () => {
      const { ledger } = await planned(rowOf('1'));
      const claimIds = numbered(8);
      const outcomes = await Promise.all(
        claimIds.map((claimId) => ledger.write(next(rowOf('1'), { claimId }), take('ada', 9))),
      );
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
      expect((await ledger.load(rowOf('1').sendId))?.claimId).toBe(claimIds[outcomes.indexOf('written')]);
    });

    it('may ask that a profile is still absent', async () => {
      const { ledger, profiles } = await planned(rowOf('1'));
      const absent = { profile: { id: anIdentity(), version: 0 } };
      expect(await ledger.write(next(rowOf('1')), absent)).toBe('written');
      await profiles.commit([{ kind: 'state', id: anIdentity(), expected: 0, state: aProfileState() }]);
      expect(await ledger.write(next(next(rowOf('1'))), absent)).toBe('profile_changed');
    });

    it('sees a profile that became a redirect', async () => {
      const { ledger, profiles } = await planned(rowOf('1'));
      await profiles.commit([{ kind: 'state', id: anIdentity(), expected: 0, state: aProfileState() }]);
      const state = { kind: 'redirect', version: 2, to: anIdentity('bob') } as const;
      await profiles.commit([{ kind: 'state', id: anIdentity(), expected: 1, state }]);
      const write = (version: number) => ledger.write(next(rowOf('1')), { profile: { id: anIdentity(), version } });
      expect(await write(1)).toBe('profile_changed');
      expect(await write(2)).toBe('written');
    });

    it('gives back a row as it was put, in any script, with undefined fields as none', async () => {
      const { ledger } = await planned(rowOf('1'));
      const row = next(rowOf('1'), {
        subject: ODD_TEXT,
        cartKey: undefined,
        capDay: undefined,
        trigger: { ...rowOf('1').trigger, messageId: ODD_TEXT, properties: { [ODD_TEXT]: [null, '', ODD_TEXT, 0.1] } },
        history: [{ state: 'planned', at: NOON, reason: undefined }],
      });
      await ledger.write(row);
      expect(await ledger.load(row.sendId)).toStrictEqual(asStored(row));
    });

    it('of a row that is too large fails loudly and changes nothing', async () => {
      const { ledger } = await planned(rowOf('1'));
      const sized = (kilobytes: number) => next(rowOf('1'), { subject: 's'.repeat(kilobytes * 1024) });
      await expect(ledger.write(sized(400))).rejects.toThrow();
      await expect(ledger.write(sized(400), take('ada', 1))).rejects.toThrow();
      await expect(ledger.plan([{ ...sized(400), sendId: rowOf('2').sendId }])).rejects.toThrow();
      expect(await ledger.load(rowOf('1').sendId)).toStrictEqual(asStored(rowOf('1')));
      expect(await ledger.load(rowOf('2').sendId)).toBeUndefined();
      expect(await ledger.write(sized(395), take('ada', 1))).toBe('written');
    });
  });

  describe(`sends ${name}: the daily cap`, () => {
    const rows = numbered(10).map((of) => rowOf(of));
    const claim = ({ ledger }: SendLedgerWorld, n: number, conditions: WriteConditions) =>
      ledger.write(next(rows[n] ?? rowOf('none')), conditions);

    it('is taken up to its limit, and a unit given back can be taken again', async () => {
      const world = await planned(...rows);
      for (const n of [0, 1]) expect(await claim(world, n, take('ada', 2))).toBe('written');
      expect(await claim(world, 2, take('ada', 2))).toBe('cap_full');
      expect(await claim(world, 3, giveBack('ada'))).toBe('written');
      expect(await claim(world, 2, take('ada', 2))).toBe('written');
      expect(await claim(world, 4, take('ada', 2))).toBe('cap_full');
      expect(await claim(world, 4, take('ada', 3))).toBe('written');
    });

    it('counts each address and each day apart', async () => {
      const world = await planned(...rows);
      expect(await claim(world, 0, take('ada', 1))).toBe('written');
      expect(await claim(world, 1, take('bob', 1))).toBe('written');
      expect(await claim(world, 2, take('ada', 1, '2026-01-14'))).toBe('written');
      expect(await claim(world, 3, giveBack('ada', '2026-01-14'))).toBe('written');
      expect(await claim(world, 4, take('ada', 1))).toBe('cap_full');
    });

    it('of nothing lets nothing through, not even the first', async () => {
      const world = await planned(...rows);
      expect(await claim(world, 0, take('ada', 0))).toBe('cap_full');
      expect(await world.ledger.write(next(next(rowOf('n-0'))), take('ada', 0))).toBe('row_changed');
      expect(await claim(world, 0, take('ada', 1))).toBe('written');
    });

    it('holds against many at once', async () => {
      const world = await planned(...rows);
      const outcomes = await Promise.all(rows.map((_, n) => claim(world, n, take('ada', 3))));
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(3);
      expect(outcomes.filter((outcome) => outcome === 'cap_full')).toHaveLength(7);
    });

    it.each<[WriteOutcome, number, WriteConditions]>([
      ['row_changed', 5, {}],
      ['profile_changed', 2, { profile: { id: anIdentity(), version: 9 } }],
      ['consent_changed', 2, { consent: { address: addressHash('ada'), version: 9 } }],
    ])('keeps its units where a write is refused: %s', async (outcome, revision, conditions) => {
      const world = await planned(...rows);
      const refused = rowOf('n-0', { revision });
      expect(await world.ledger.write(refused, { ...conditions, ...take('ada', 1) })).toBe(outcome);
      expect(await claim(world, 1, take('ada', 1))).toBe('written');
      expect(await world.ledger.write(refused, { ...conditions, ...giveBack('ada') })).toBe(outcome);
      expect(await claim(world, 2, take('ada', 1))).toBe('cap_full');
    });
  });

  describe(`sends ${name}: what is due`, () => {
    const everyShard = Array.from({ length: WAKE_SHARDS }, (_, shard) => shard);
    const dueIn = async ({ ledger }: SendLedgerWorld, until: number, limit = 100) => {
      const rows: Send[] = [];
      for (const shard of everyShard) rows.push(...(await ledger.due(shard, until, limit)));
      return rows;
    };
    const inShard = (shard: number, count: number) =>
      numbered(400)
        .map((of) => rowOf(of))
        .filter(({ sendId }) => wakeShardOf(sendId, WAKE_SHARDS) === shard)
        .slice(0, count);

    it('comes earliest first, up to the moment asked and no more than asked', async () => {
      const rows = inShard(2, 6).map((row, n) => ({ ...row, wakeAt: NOON + ((n * 5) % 6) }));
      const { ledger } = await planned(...rows);
      const expected = [...rows].sort((a, b) => a.wakeAt - b.wakeAt).map((row) => asStored(row));
      expect(await ledger.due(2, NOON + 9, 100)).toStrictEqual(expected);
      expect(await ledger.due(2, NOON + 3, 100)).toStrictEqual(expected.slice(0, 4));
      expect(await ledger.due(2, NOON + 9, 2)).toStrictEqual(expected.slice(0, 2));
      expect(await ledger.due(2, NOON - 1, 100)).toEqual([]);
    });

    it('lies in one shard, the send’s own', async () => {
      const rows = everyShard.flatMap((shard) => inShard(shard, 3));
      const { ledger } = await planned(...rows);
      for (const shard of everyShard) {
        const due = await ledger.due(shard, Number.MAX_SAFE_INTEGER, 100);
        expect(due.map(({ sendId }) => sendId).sort()).toEqual(
          inShard(shard, 3)
            .map(({ sendId }) => sendId)
            .sort(),
        );
      }
    });

    it('is nothing that nobody must act on, planned or written so', async () => {
      const world = await planned(rowOf('1', { wakeAt: undefined }), rowOf('2'), rowOf('3'));
      await world.ledger.write(next(rowOf('2'), { state: 'sent', wakeAt: undefined }));
      expect((await dueIn(world, Number.MAX_SAFE_INTEGER)).map(({ sendId }) => sendId)).toEqual([rowOf('3').sendId]);
    });

    it('follows its row wherever its time moves', async () => {
      const world = await planned(rowOf('1', { wakeAt: NOON + 5 }));
      let row = rowOf('1', { wakeAt: NOON + 5 });
      for (const wakeAt of [NOON + 50, undefined, NOON + 5, NOON + 1, NOON + 5]) {
        row = next(row, { wakeAt });
        await world.ledger.write(row);
        expect(await dueIn(world, NOON + 5)).toStrictEqual(
          wakeAt !== undefined && wakeAt <= NOON + 5 ? [asStored(row)] : [],
        );
        expect(await dueIn(world, NOON + 99)).toHaveLength(wakeAt === undefined ? 0 : 1);
      }
    });

    it('is as many as asked, even where that is more than one answer of DynamoDB can hold', async () => {
      const rows = inShard(1, 8).map((row, n) => ({ ...row, wakeAt: NOON + n, subject: 's'.repeat(300_000) }));
      const { ledger } = await planned(...rows);
      expect((await ledger.due(1, NOON + 99, 7)).map(({ wakeAt }) => wakeAt)).toEqual(
        rows.slice(0, 7).map(({ wakeAt }) => wakeAt),
      );
    });
  });

  describe(`sends ${name}: a profile’s`, () => {
    const idsOf = async ({ ledger }: SendLedgerWorld, profileId: ProfileId, limit = 100) =>
      (await ledger.ofProfile(profileId, limit)).map(({ entryKey }) => entryKey);

    it('come newest first, no more than asked, and nobody else’s', async () => {
      const world = await planned(
        rowOf('1', { decidedAt: NOON + 2 }),
        rowOf('2', { decidedAt: NOON + 10, wakeAt: undefined }),
        rowOf('3', { decidedAt: NOON + 1 }),
        rowOf('4', { profileId: anIdentity('bob') }),
      );
      expect(await idsOf(world, anIdentity())).toEqual(['cart:2', 'cart:1', 'cart:3']);
      expect(await idsOf(world, anIdentity(), 2)).toEqual(['cart:2', 'cart:1']);
      expect(await idsOf(world, anIdentity('eve'))).toEqual([]);
    });

    it('are whole, and as they were last written', async () => {
      const { ledger } = await planned(rowOf('1'));
      const row = next(rowOf('1'), { state: 'sent', wakeAt: undefined, subject: ODD_TEXT });
      await ledger.write(row);
      expect(await ledger.ofProfile(anIdentity(), 5)).toStrictEqual([asStored(row)]);
    });

    it('are as many as asked, even where that is more than one answer of DynamoDB can hold', async () => {
      const rows = numbered(8).map((of, n) => rowOf(of, { decidedAt: NOON - n, subject: 's'.repeat(300_000) }));
      const world = await planned(...rows);
      expect(await idsOf(world, anIdentity(), 7)).toEqual(rows.slice(0, 7).map(({ entryKey }) => entryKey));
    });
  });
};
