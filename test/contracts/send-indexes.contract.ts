import { describe, expect, it } from 'vitest';
import type { ProfileId } from '../../lambdas/core/identity/identity.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import { EVERY_WAKE_SHARD, LANES, WAKE_SHARDS, wakeShardOf } from '../../lambdas/core/send/wake-shard.ts';
import { anIdentity, NOON } from '../builders/profile.ts';
import { asStored, numbered, ODD_TEXT } from './odd-values.ts';
import type { SendLedgerWorld } from './send-ledger.contract.ts';
import { next, planned, rowOf } from './send-rows.ts';

/** What every `SendLedger` promises of its two indexes. */
export const describeSendIndexes = (name: string, makeWorld: () => Promise<SendLedgerWorld>): void => {
  describe(`sends ${name}: what is due`, () => {
    const everyShard = EVERY_WAKE_SHARD;
    const dueIn = async ({ ledger }: SendLedgerWorld, until: number, limit = 100) => {
      const rows: Send[] = [];
      for (const shard of everyShard) rows.push(...(await ledger.due(shard, until, limit)));
      return rows;
    };
    const inShard = (shard: number, count: number) =>
      numbered(400)
        .map((of) => rowOf(of))
        .filter((row) => wakeShardOf(row) === shard)
        .slice(0, count);

    it('comes earliest first, up to the moment asked and no more than asked', async () => {
      const rows = inShard(6, 6).map((row, n) => ({ ...row, wakeAt: NOON + ((n * 5) % 6) }));
      const { ledger } = await planned(makeWorld, ...rows);
      const expected = [...rows].sort((a, b) => a.wakeAt - b.wakeAt).map((row) => asStored(row));
      expect(await ledger.due(6, NOON + 9, 100)).toStrictEqual(expected);
      expect(await ledger.due(6, NOON + 3, 100)).toStrictEqual(expected.slice(0, 4));
      expect(await ledger.due(6, NOON + 9, 2)).toStrictEqual(expected.slice(0, 2));
      expect(await ledger.due(6, NOON - 1, 100)).toEqual([]);
    });

    it('lies in one shard, the send’s own', async () => {
      const rows = everyShard.flatMap((shard) => inShard(shard, 3));
      const { ledger } = await planned(makeWorld, ...rows);
      for (const shard of everyShard) {
        const due = await ledger.due(shard, Number.MAX_SAFE_INTEGER, 100);
        expect(due.map(({ sendId }) => sendId).sort()).toEqual(
          inShard(shard, 3)
            .map(({ sendId }) => sendId)
            .sort(),
        );
      }
    });

    it('moves to another lane with its row, whose time stays as it is', async () => {
      const rows = [rowOf('1'), rowOf('2', { transactional: true }), rowOf('3', { entryKey: 'broadcast:b:3' })];
      const world = await planned(makeWorld, ...rows);
      const lanes = async () => {
        const found: string[] = [];
        for (const lane of LANES)
          for (const shard of WAKE_SHARDS[lane])
            for (const { sendId } of await world.ledger.due(shard, Number.MAX_SAFE_INTEGER, 100))
              found.push(`${lane} ${rows.findIndex((row) => row.sendId === sendId) + 1}`);
        return found;
      };
      expect(await lanes()).toEqual(['prompt 2', 'marketing 1', 'broadcast 3']);
      for (const row of rows) await world.ledger.write(next(row, { state: 'claimed', wakeAt: row.wakeAt }));
      expect((await lanes()).sort()).toEqual(['prompt 1', 'prompt 2', 'prompt 3']);
    });

    it('is nothing that nobody must act on, planned or written so', async () => {
      const world = await planned(makeWorld, rowOf('1', { wakeAt: undefined }), rowOf('2'), rowOf('3'));
      await world.ledger.write(next(rowOf('2'), { state: 'sent', wakeAt: undefined }));
      expect((await dueIn(world, Number.MAX_SAFE_INTEGER)).map(({ sendId }) => sendId)).toEqual([rowOf('3').sendId]);
    });

    it('follows its row wherever its time moves', async () => {
      const world = await planned(makeWorld, rowOf('1', { wakeAt: NOON + 5 }));
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
      const rows = inShard(5, 8).map((row, n) => ({ ...row, wakeAt: NOON + n, subject: 's'.repeat(300_000) }));
      const { ledger } = await planned(makeWorld, ...rows);
      expect((await ledger.due(5, NOON + 99, 7)).map(({ wakeAt }) => wakeAt)).toEqual(
        rows.slice(0, 7).map(({ wakeAt }) => wakeAt),
      );
    });
  });

  describe(`sends ${name}: a profile’s`, () => {
    const idsOf = async ({ ledger }: SendLedgerWorld, profileId: ProfileId, limit = 100) =>
      (await ledger.ofProfile(profileId, limit)).map(({ entryKey }) => entryKey);

    it('come newest first, no more than asked, and nobody else’s', async () => {
      const world = await planned(
        makeWorld,
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
      const { ledger } = await planned(makeWorld, rowOf('1'));
      const row = next(rowOf('1'), { state: 'sent', wakeAt: undefined, subject: ODD_TEXT });
      await ledger.write(row);
      expect(await ledger.ofProfile(anIdentity(), 5)).toStrictEqual([asStored(row)]);
    });

    it('are as many as asked, even where that is more than one answer of DynamoDB can hold', async () => {
      const rows = numbered(8).map((of, n) => rowOf(of, { decidedAt: NOON - n, subject: 's'.repeat(300_000) }));
      const world = await planned(makeWorld, ...rows);
      expect(await idsOf(world, anIdentity(), 7)).toEqual(rows.slice(0, 7).map(({ entryKey }) => entryKey));
    });
  });
};
