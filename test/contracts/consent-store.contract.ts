import { describe, expect, it } from 'vitest';
import { addressHash } from '../../lambdas/core/identity/identity.ts';
import type { ConsentStore } from '../../lambdas/ports/consent-store.ts';
import { NOON } from '../builders/profile.ts';
import { aConsent } from '../builders/send.ts';
import { asStored, numbered, ODD_TEXT } from './odd-values.ts';

export interface ConsentStoreWorld {
  readonly consents: ConsentStore;
}

const ada = addressHash('ada@example.com');

/** What every `ConsentStore` promises. */
export const describeConsentStoreContract = (name: string, makeWorld: () => Promise<ConsentStoreWorld>): void => {
  describe(`consents ${name}`, () => {
    it('leave out an address that never consented, and find none for none', async () => {
      const { consents } = await makeWorld();
      expect(await consents.load([ada])).toEqual(new Map());
      expect(await consents.load([])).toEqual(new Map());
    });

    it('take an address that is asked twice as asked once', async () => {
      const { consents } = await makeWorld();
      await consents.commit(aConsent());
      expect([...(await consents.load([ada, ada, addressHash('bob@example.com')])).keys()]).toEqual([ada]);
    });

    it('are found in any number', async () => {
      const { consents } = await makeWorld();
      const all = numbered(130).map((of) => aConsent({ of }));
      await Promise.all(all.map((consent) => consents.commit(consent)));
      const found = await consents.load(all.map(({ address }) => address));
      expect([...found.keys()].sort()).toEqual(all.map(({ address }) => address).sort());
    });

    it('are created once, and replaced only by the next version', async () => {
      const { consents } = await makeWorld();
      const version = async () => (await consents.load([ada])).get(ada)?.version;
      expect(await consents.commit(aConsent({ version: 2 }))).toBe('conflict');
      expect(await consents.commit(aConsent({ version: 1, epoch: 3 }))).toBe('committed');
      for (const other of [0, 1, 3]) expect(await consents.commit(aConsent({ version: other }))).toBe('conflict');
      expect(await version()).toBe(1);
      expect((await consents.load([ada])).get(ada)?.epoch).toBe(3);
      expect(await consents.commit(aConsent({ version: 2 }))).toBe('committed');
      expect(await version()).toBe(2);
      expect(await consents.commit(aConsent({ of: 'bob@example.com' }))).toBe('committed');
      expect(await version()).toBe(2);
    });

    it('let exactly one of many at once write a version', async () => {
      const { consents } = await makeWorld();
      await consents.commit(aConsent());
      const outcomes = await Promise.all(numbered(8).map(() => consents.commit(aConsent({ version: 2 }))));
      expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
    });

    it('come back as they were put, in any script, with undefined fields as none', async () => {
      const { consents } = await makeWorld();
      const said = { subscribed: false, at: NOON, by: ODD_TEXT };
      const consent = aConsent({
        topics: { [ODD_TEXT]: said, promotions: { ...said, subscribed: true } },
        history: [{ ...said, topic: ODD_TEXT }],
        suppression: { reason: 'bounced', at: NOON },
        zone: undefined,
      });
      await consents.commit(consent);
      expect((await consents.load([ada])).get(ada)).toStrictEqual(asStored(consent));
    });

    it('fail loudly where one is too large, and keep what was there', async () => {
      const { consents } = await makeWorld();
      await consents.commit(aConsent());
      await expect(consents.commit(aConsent({ version: 2, zone: 'z'.repeat(400 * 1024) }))).rejects.toThrow();
      expect((await consents.load([ada])).get(ada)).toStrictEqual(asStored(aConsent()));
      expect(await consents.commit(aConsent({ version: 2, zone: 'z'.repeat(399 * 1024) }))).toBe('committed');
    });
  });
};
