import { beforeAll, describe, expect, it } from 'vitest';
import { addressHash } from '../../lambdas/core/identity/identity.ts';
import type { WriteConditions, WriteOutcome } from '../../lambdas/ports/send-ledger.ts';
import { anIdentity, aProfile, aProfileState } from '../builders/profile.ts';
import { aConsent } from '../builders/send.ts';
import { asStored } from './odd-values.ts';
import type { SendLedgerWorld } from './send-ledger.contract.ts';
import { giveBack, next, rowOf, take } from './send-rows.ts';

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

/** What every `SendLedger` promises of the claim’s one transaction. */
export const describeSendClaims = (name: string, makeWorld: () => Promise<SendLedgerWorld>): void => {
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
};
