import { beforeAll, describe, expect, it } from 'vitest';
import { type AddressHash, addressHash, type ProfileId } from '../../lambdas/core/identity/identity.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import { wakeShardOf } from '../../lambdas/core/send/wake-shard.ts';
import type { ConsentStore } from '../../lambdas/ports/consent-store.ts';
import { type SendLedger, WAKE_SHARDS } from '../../lambdas/ports/send-ledger.ts';
import { anIdentity } from '../builders/profile.ts';
import { aConsent, aSend } from '../builders/send.ts';

export interface LedgerWorld {
  readonly ledger: SendLedger;
  readonly consents: ConsentStore;
  /** Puts the profile's STATE with this version. */
  readonly putProfile: (id: ProfileId, version: number) => Promise<unknown>;
  /** Makes the names of this run its own: a table may have seen others. */
  readonly run: string;
}

/** Far ahead, so that a sweep of a living deployment leaves these rows alone. */
const LATER = Date.UTC(2100, 0, 1);
const next = (row: Send, given: Partial<Send> = {}): Send => ({ ...row, ...given, revision: row.revision + 1 });

/** What every ledger and consent store must hold to, in memory and in DynamoDB alike. */
export const ledgerContract = (kind: string, open: () => Promise<LedgerWorld>): void => {
  describe(`the ledger and the consents ${kind}`, () => {
    let world: LedgerWorld;
    let rows = 0;
    beforeAll(async () => {
      world = await open();
    });

    /** A person of the test's own, with a planned row, a profile at version 3 and a consent at version 1. */
    const given = async () => {
      rows += 1;
      const name = `${world.run}-${rows}`;
      const [profileId, of] = [anIdentity(name), `${name}@example.com`];
      const row = aSend({ entryKey: name, profileId, address: of, addressHash: addressHash(of), dueAt: LATER + rows });
      await world.ledger.plan([row]);
      await world.putProfile(profileId, 3);
      await world.consents.commit(aConsent({ of }));
      const conditions = {
        profile: { id: profileId, version: 3 },
        consent: { address: addressHash(of), version: 1 },
        cap: { take: { address: addressHash(of), day: '2100-01-01', limit: 1 } },
      };
      return { ...world, name, row, profileId, address: addressHash(of), of, conditions };
    };
    /** Rows as they come back from a store: what was undefined is absent. */
    const plain = (row: Send) => JSON.parse(JSON.stringify(row));

    it('put a row once, leave it as it was put, and say which are new', async () => {
      const { ledger, row, name } = await given();
      const other = aSend({ entryKey: `${name}-other`, dueAt: LATER });
      expect(await ledger.plan([{ ...row, state: 'skipped' }, other])).toEqual(new Set([other.sendId]));
      expect(plain((await ledger.load(row.sendId)) ?? other)).toEqual(plain(row));
      expect(await ledger.load(aSend({ entryKey: `${name}-never` }).sendId)).toBeUndefined();
    });

    it('replace a row only by its next revision', async () => {
      const { ledger, row, name } = await given();
      expect(await ledger.write(next(row))).toBe('written');
      expect(await ledger.write(next(row))).toBe('row_changed');
      expect(await ledger.write(next(next(next(row))))).toBe('row_changed');
      expect(await ledger.write(next(aSend({ entryKey: `${name}-never` })))).toBe('row_changed');
    });

    it('let one of two writers through', async () => {
      const { ledger, row } = await given();
      const outcomes = await Promise.all(['a', 'b', 'c'].map((claimId) => ledger.write(next(row, { claimId }))));
      expect(outcomes.sort()).toEqual(['row_changed', 'row_changed', 'written']);
    });

    it('claim where profile and consent are as they were read', async () => {
      const { ledger, row, conditions } = await given();
      expect(await ledger.write(next(row), conditions)).toBe('written');
    });

    it('do not claim where the profile has changed, and take no unit of the cap', async () => {
      const { ledger, row, conditions, putProfile, profileId } = await given();
      await putProfile(profileId, 4);
      expect(await ledger.write(next(row), conditions)).toBe('profile_changed');
      const now = { ...conditions, profile: { id: profileId, version: 4 } };
      expect(await ledger.write(next(row), now)).toBe('written');
    });

    it('do not claim where the consent has changed', async () => {
      const { ledger, row, conditions, consents, of } = await given();
      expect(await consents.commit(aConsent({ of, version: 2 }))).toBe('committed');
      expect(await ledger.write(next(row), conditions)).toBe('consent_changed');
      expect((await ledger.load(row.sendId))?.revision).toBe(1);
    });

    it('tell a consent that is absent from one that is there', async () => {
      const { ledger, row, address, name } = await given();
      const absent = addressHash(`${name}-absent@example.com`);
      expect(await ledger.write(next(row), { consent: { address, version: 0 } })).toBe('consent_changed');
      expect(await ledger.write(next(row), { consent: { address: absent, version: 1 } })).toBe('consent_changed');
      expect(await ledger.write(next(row), { consent: { address: absent, version: 0 } })).toBe('written');
    });

    it('say that the row has changed before anything else', async () => {
      const { ledger, row, conditions } = await given();
      const stale = { ...conditions, profile: { ...conditions.profile, version: 99 } };
      expect(await ledger.write(next(next(row)), stale)).toBe('row_changed');
    });

    it('take no more units of a cap than there are, and take one back', async () => {
      const { ledger, row, conditions, address } = await given();
      expect(await ledger.write(next(row), conditions)).toBe('written');
      const second = next(next(row));
      expect(await ledger.write(second, conditions)).toBe('cap_full');
      expect(await ledger.write(second, { cap: { giveBack: { address, day: '2100-01-01' } } })).toBe('written');
      expect(await ledger.write(next(second), conditions)).toBe('written');
    });

    it('list a profile’s sends, newest first', async () => {
      const { ledger, row, name, profileId } = await given();
      const of = (key: string, decidedAt: number) =>
        aSend({ entryKey: `${name}${key}`, profileId, decidedAt, dueAt: LATER });
      const [later, between] = [of('later', row.decidedAt + 2), of('between', row.decidedAt + 1)];
      await ledger.plan([later, between]);
      expect((await ledger.ofProfile(profileId, 2)).map(({ sendId }) => sendId)).toEqual([
        later.sendId,
        between.sendId,
      ]);
      expect(await ledger.ofProfile(profileId, 9)).toHaveLength(3);
      expect(await ledger.ofProfile(anIdentity(`${name}-nobody`), 9)).toEqual([]);
    });

    it('list what is due, in its shard, until nobody must act on it any more', async () => {
      const { ledger, row } = await given();
      const shard = wakeShardOf(row.sendId, WAKE_SHARDS);
      const isDue = async (until: number, of = shard) =>
        (await ledger.due(of, until, 1_000)).some(({ sendId }) => sendId === row.sendId);
      const wakeAt = row.wakeAt ?? 0;
      expect([await isDue(wakeAt - 1), await isDue(wakeAt), await isDue(wakeAt, (shard + 1) % WAKE_SHARDS)]).toEqual([
        false,
        true,
        false,
      ]);
      await ledger.write(next(row, { wakeAt: undefined }));
      expect(await isDue(wakeAt)).toBe(false);
    });

    it('keep a consent as it was put, under its version', async () => {
      const { consents, of, address } = await given();
      const changed = aConsent({ of, version: 2, zone: 'Asia/Tokyo', suppression: { reason: 'bounced', at: 7 } });
      expect(await consents.commit(aConsent({ of }))).toBe('conflict');
      expect(await consents.commit(aConsent({ of, version: 3 }))).toBe('conflict');
      expect(await consents.commit(changed)).toBe('committed');
      const nobody = addressHash(`nobody-${of}`);
      expect(await consents.load([address, nobody])).toEqual(new Map<AddressHash, unknown>([[address, changed]]));
      expect(await consents.load([])).toEqual(new Map());
    });
  });
};
