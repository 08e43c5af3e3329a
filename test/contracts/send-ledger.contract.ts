import { describe, expect, it } from 'vitest';
import type { ConsentStore } from '../../lambdas/ports/consent-store.ts';
import type { ProfileStore } from '../../lambdas/ports/profile-store.ts';
import type { SendLedger } from '../../lambdas/ports/send-ledger.ts';
import { anIdentity, aProfileState, NOON } from '../builders/profile.ts';
import { asStored, numbered, ODD_TEXT } from './odd-values.ts';
import { describeSendCaps } from './send-caps.contract.ts';
import { describeSendClaims } from './send-claims.contract.ts';
import { describeSendIndexes } from './send-indexes.contract.ts';
import { next, planned, rowOf, take } from './send-rows.ts';

export interface SendLedgerWorld {
  readonly profiles: ProfileStore;
  readonly consents: ConsentStore;
  readonly ledger: SendLedger;
}

/** What every `SendLedger` promises. */
export const describeSendLedgerContract = (name: string, makeWorld: () => Promise<SendLedgerWorld>): void => {
  describe(`sends ${name}: planning`, () => {
    it('puts what is not there yet, leaves the rest, and says which were new', async () => {
      const { ledger } = await planned(makeWorld, rowOf('1'));
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
      expect(await (await planned(makeWorld, rowOf('1'))).ledger.load(rowOf('2').sendId)).toBeUndefined();
    });
  });

  describe(`sends ${name}: a write`, () => {
    it.each([0, 1, 3, 4])('of revision %i does not replace revision 1', async (revision) => {
      const { ledger } = await planned(makeWorld, rowOf('1'));
      expect(await ledger.write(rowOf('1', { revision, state: 'sent' }))).toBe('row_changed');
      expect(await ledger.load(rowOf('1').sendId)).toStrictEqual(asStored(rowOf('1')));
    });

    it.each([1, 2])('of revision %i creates no row', async (revision) => {
      const { ledger } = await makeWorld();
      expect(await ledger.write(rowOf('1', { revision }))).toBe('row_changed');
      expect(await ledger.load(rowOf('1').sendId)).toBeUndefined();
    });

    it('is read at once, revision after revision', async () => {
      const { ledger } = await planned(makeWorld, rowOf('1'));
      let row = rowOf('1');
      for (let turn = 0; turn < 10; turn += 1) {
        row = next(row, { queued: turn });
        expect(await ledger.write(row)).toBe('written');
        expect(await ledger.load(row.sendId)).toStrictEqual(asStored(row));
      }
    });

    it('is won by exactly one of many at once', async () => {
      const { ledger } = await planned(makeWorld, rowOf('1'));
      const claimIds = numbered(8);
      const outcomes = await Promise.all(
        claimIds.map((claimId) => ledger.write(next(rowOf('1'), { claimId }), take('ada', 9))),
      );
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
      expect((await ledger.load(rowOf('1').sendId))?.claimId).toBe(claimIds[outcomes.indexOf('written')]);
    });

    it('may ask that a profile is still absent', async () => {
      const { ledger, profiles } = await planned(makeWorld, rowOf('1'));
      const absent = { profile: { id: anIdentity(), version: 0 } };
      expect(await ledger.write(next(rowOf('1')), absent)).toBe('written');
      await profiles.commit([{ kind: 'state', id: anIdentity(), expected: 0, state: aProfileState() }]);
      expect(await ledger.write(next(next(rowOf('1'))), absent)).toBe('profile_changed');
    });

    it('sees a profile that became a redirect', async () => {
      const { ledger, profiles } = await planned(makeWorld, rowOf('1'));
      await profiles.commit([{ kind: 'state', id: anIdentity(), expected: 0, state: aProfileState() }]);
      const state = { kind: 'redirect', version: 2, to: anIdentity('bob') } as const;
      await profiles.commit([{ kind: 'state', id: anIdentity(), expected: 1, state }]);
      const write = (version: number) => ledger.write(next(rowOf('1')), { profile: { id: anIdentity(), version } });
      expect(await write(1)).toBe('profile_changed');
      expect(await write(2)).toBe('written');
    });

    it('gives back a row as it was put, in any script, with undefined fields as none', async () => {
      const { ledger } = await planned(makeWorld, rowOf('1'));
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
      const { ledger } = await planned(makeWorld, rowOf('1'));
      const sized = (kilobytes: number) => next(rowOf('1'), { subject: 's'.repeat(kilobytes * 1024) });
      await expect(ledger.write(sized(400))).rejects.toThrow();
      await expect(ledger.write(sized(400), take('ada', 1))).rejects.toThrow();
      await expect(ledger.plan([{ ...sized(400), sendId: rowOf('2').sendId }])).rejects.toThrow();
      expect(await ledger.load(rowOf('1').sendId)).toStrictEqual(asStored(rowOf('1')));
      expect(await ledger.load(rowOf('2').sendId)).toBeUndefined();
      expect(await ledger.write(sized(395), take('ada', 1))).toBe('written');
    });
  });

  describeSendClaims(name, makeWorld);
  describeSendCaps(name, makeWorld);
  describeSendIndexes(name, makeWorld);
};
