import { describe, expect, it } from 'vitest';
import { addressHash } from '../../lambdas/core/identity/identity.ts';
import type { WriteConditions, WriteOutcome } from '../../lambdas/ports/send-ledger.ts';
import { anIdentity } from '../builders/profile.ts';
import { numbered } from './odd-values.ts';
import type { SendLedgerWorld } from './send-ledger.contract.ts';
import { giveBack, next, planned, rowOf, take } from './send-rows.ts';

/** What every `SendLedger` promises of the daily cap. */
export const describeSendCaps = (name: string, makeWorld: () => Promise<SendLedgerWorld>): void => {
  describe(`sends ${name}: the daily cap`, () => {
    const rows = numbered(10).map((of) => rowOf(of));
    const claim = ({ ledger }: SendLedgerWorld, n: number, conditions: WriteConditions) =>
      ledger.write(next(rows[n] ?? rowOf('none')), conditions);

    it('is taken up to its limit, and a unit given back can be taken again', async () => {
      const world = await planned(makeWorld, ...rows);
      for (const n of [0, 1]) expect(await claim(world, n, take('ada', 2))).toBe('written');
      expect(await claim(world, 2, take('ada', 2))).toBe('cap_full');
      expect(await claim(world, 3, giveBack('ada'))).toBe('written');
      expect(await claim(world, 2, take('ada', 2))).toBe('written');
      expect(await claim(world, 4, take('ada', 2))).toBe('cap_full');
      expect(await claim(world, 4, take('ada', 3))).toBe('written');
    });

    it('counts each address and each day apart', async () => {
      const world = await planned(makeWorld, ...rows);
      expect(await claim(world, 0, take('ada', 1))).toBe('written');
      expect(await claim(world, 1, take('bob', 1))).toBe('written');
      expect(await claim(world, 2, take('ada', 1, '2026-01-14'))).toBe('written');
      expect(await claim(world, 3, giveBack('ada', '2026-01-14'))).toBe('written');
      expect(await claim(world, 4, take('ada', 1))).toBe('cap_full');
    });

    it('of nothing lets nothing through, not even the first', async () => {
      const world = await planned(makeWorld, ...rows);
      expect(await claim(world, 0, take('ada', 0))).toBe('cap_full');
      expect(await world.ledger.write(next(next(rowOf('n-0'))), take('ada', 0))).toBe('row_changed');
      expect(await claim(world, 0, take('ada', 1))).toBe('written');
      expect(await claim(world, 1, giveBack('ada'))).toBe('written');
      expect(await claim(world, 2, take('ada', 0))).toBe('cap_full'); // a count of none is a count
    });

    it('holds against many at once', async () => {
      const world = await planned(makeWorld, ...rows);
      const outcomes = await Promise.all(rows.map((_, n) => claim(world, n, take('ada', 3))));
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(3);
      expect(outcomes.filter((outcome) => outcome === 'cap_full')).toHaveLength(7);
    });

    it.each<[WriteOutcome, number, WriteConditions]>([
      ['row_changed', 5, {}],
      ['profile_changed', 2, { profile: { id: anIdentity(), version: 9 } }],
      ['consent_changed', 2, { consent: { address: addressHash('ada'), version: 9 } }],
    ])('keeps its units where a write is refused: %s', async (outcome, revision, conditions) => {
      const world = await planned(makeWorld, ...rows);
      const refused = rowOf('n-0', { revision });
      expect(await world.ledger.write(refused, { ...conditions, ...take('ada', 1) })).toBe(outcome);
      expect(await claim(world, 1, take('ada', 1))).toBe('written');
      expect(await world.ledger.write(refused, { ...conditions, ...giveBack('ada') })).toBe(outcome);
      expect(await claim(world, 2, take('ada', 1))).toBe('cap_full');
    });
  });
};
