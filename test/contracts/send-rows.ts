import { addressHash } from '../../lambdas/core/identity/identity.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import type { WriteConditions } from '../../lambdas/ports/send-ledger.ts';
import { aSend } from '../builders/send.ts';
import type { SendLedgerWorld } from './send-ledger.contract.ts';

const DAY = '2026-01-13';
export const next = (row: Send, given: Partial<Send> = {}): Send => ({ ...row, ...given, revision: row.revision + 1 });
export const rowOf = (of: string, given: Partial<Send> = {}): Send => aSend({ entryKey: `cart:${of}`, ...given });
export const take = (of: string, limit: number, day = DAY): WriteConditions => ({
  cap: { take: { address: addressHash(of), day, limit } },
});
export const giveBack = (of: string, day = DAY): WriteConditions => ({
  cap: { giveBack: { address: addressHash(of), day } },
});

/** A world in which `rows` are planned. */
export const planned = async (
  makeWorld: () => Promise<SendLedgerWorld>,
  ...rows: readonly Send[]
): Promise<SendLedgerWorld> => {
  const world = await makeWorld();
  await world.ledger.plan(rows);
  return world;
};
