import { describe, expect, it } from 'vitest';
import { memoryConsentStore } from '../../../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../../../lambdas/adapters/memory/memory-profile-store.ts';
import { memorySendLedger } from '../../../../lambdas/adapters/memory/memory-send-ledger.ts';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import type { Send } from '../../../../lambdas/core/send/send.ts';
import { WAKE_SHARDS } from '../../../../lambdas/ports/send-ledger.ts';
import { anIdentity, aProfileState, NOON } from '../../../builders/profile.ts';
import { aConsent, aSend } from '../../../builders/send.ts';

const address = addressHash('ada@example.com');
const next = (row: Send, given: Partial<Send> = {}): Send => ({ ...row, ...given, revision: row.revision + 1 });

const aLedger = async () => {
  const [profiles, consents] = [memoryProfileStore(), memoryConsentStore()];
  await profiles.commit([{ kind: 'state', id: anIdentity(), expected: 0, state: aProfileState() }]);
  const ledger = memorySendLedger({ profiles, consents });
  const row = aSend();
  await ledger.plan([row]);
  return { ledger, consents, profiles, row };
};
const allDue = async (ledger: Awaited<ReturnType<typeof aLedger>>['ledger'], until: number, limit = 1_000) => {
  const rows: Send[] = [];
  for (let shard = 0; shard < WAKE_SHARDS; shard += 1) rows.push(...(await ledger.due(shard, until, limit)));
  return rows;
};

describe('the ledger in memory', () => {
  it('puts a row once, and says which are new', async () => {
    const { ledger, row } = await aLedger();
    const other = aSend({ entryKey: 'cart:2' });
    expect(await ledger.plan([{ ...row, state: 'skipped' }, other, other])).toEqual(new Set([other.sendId]));
    expect(await ledger.load(row.sendId)).toEqual(row);
  });

  it('replaces a row only by its next revision', async () => {
    const { ledger, row } = await aLedger();
    expect(await ledger.write(next(row))).toBe('written');
    expect(await ledger.write(next(row))).toBe('row_changed');
    expect(await ledger.write(aSend({ entryKey: 'never planned', revision: 2 }))).toBe('row_changed');
  });

  it('claims only where profile and consent are as they were read', async () => {
    const { ledger, consents, row } = await aLedger();
    const profile = { id: anIdentity(), version: 1 };
    expect(await ledger.write(next(row), { profile: { ...profile, version: 2 } })).toBe('profile_changed');
    expect(await ledger.write(next(row), { profile, consent: { address, version: 1 } })).toBe('consent_changed');
    await consents.commit(aConsent());
    expect(await ledger.write(next(row), { profile, consent: { address, version: 0 } })).toBe('consent_changed');
    expect(await ledger.write(next(row), { profile, consent: { address, version: 1 } })).toBe('written');
  });

  it('takes a unit of the cap with the write or not at all, and gives it back', async () => {
    const { ledger, row } = await aLedger();
    const take = { cap: { take: { address, day: '2026-01-13', limit: 1 } } };
    expect(await ledger.write(next(next(row)), take)).toBe('row_changed');
    expect(await ledger.write(next(row), take)).toBe('written');
    const second = next(next(row));
    expect(await ledger.write(second, take)).toBe('cap_full');
    expect(await ledger.write(second, { cap: { giveBack: { address, day: '2026-01-13' } } })).toBe('written');
    expect(await ledger.write(next(second), take)).toBe('written');
  });

  it('lists a profile’s sends, newest first', async () => {
    const { ledger, row } = await aLedger();
    const later = aSend({ entryKey: 'cart:2', decidedAt: NOON + 2 });
    const between = aSend({ entryKey: 'cart:3', decidedAt: NOON + 1 });
    await ledger.plan([later, between, aSend({ entryKey: 'cart:4', profileId: anIdentity('bob') })]);
    expect(await ledger.ofProfile(anIdentity(), 2)).toEqual([later, between]);
    expect(await ledger.ofProfile(anIdentity(), 9)).toEqual([later, between, row]);
  });

  it('wakes each row once at its latest time, earliest first, whatever happened to it before', async () => {
    const { ledger } = await aLedger();
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let index = 0; index < 300; index += 1)
      await ledger.plan([aSend({ entryKey: `cart:${index}`, wakeAt: NOON + random(50) })]);
    for (let turn = 0; turn < 3_000; turn += 1) {
      const rows = [...ledger.rows.values()];
      const row = rows[random(rows.length)];
      if (row) await ledger.write(next(row, { wakeAt: random(3) === 0 ? undefined : NOON + random(50) }));
      if (turn % 100 > 0) continue;
      const until = NOON + random(60);
      const expected = [...ledger.rows.values()].filter(({ wakeAt }) => wakeAt !== undefined && wakeAt <= until);
      const due = await allDue(ledger, until);
      expect(due).toHaveLength(expected.length);
      expect(new Set(due)).toEqual(new Set(expected));
      const [first] = [...ledger.rows.values()].flatMap(({ wakeAt }) => wakeAt ?? []).sort((a, b) => a - b);
      expect(ledger.nextWakeAt()).toBe(first);
      const some = await ledger.due(1, until, 5);
      expect(some).toEqual((await ledger.due(1, until, 1_000)).slice(0, 5));
      expect(some.map(({ wakeAt }) => wakeAt)).toEqual(some.map(({ wakeAt }) => wakeAt).sort());
    }
  });
});
