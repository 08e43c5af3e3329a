import { describe, expect, it } from 'vitest';
import { memoryConsentStore } from '../../../lambdas/adapters/memory/memory-consent-store.ts';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import { commitConsents } from '../../../lambdas/enrich-events/commit-consents.ts';
import type { ConsentStore } from '../../../lambdas/ports/consent-store.ts';

const address = 'ada@example.com';
const yes = { address, change: { topic: 'promotions', subscribed: true, at: 1_000, by: 'web/m-1' } };

/** A store whose first writes lose to somebody else. */
const contested = (losses: number): { readonly store: ConsentStore; readonly attempts: () => number } => {
  const store = memoryConsentStore();
  let attempts = 0;
  return {
    attempts: () => attempts,
    store: {
      ...store,
      commit: async (consent) => {
        attempts += 1;
        return attempts <= losses ? 'conflict' : store.commit(consent);
      },
    },
  };
};

describe('a change of mind', () => {
  it('is written after others have had their say', async () => {
    const { store } = contested(5);
    await commitConsents({ consents: store }, [yes]);
    const hash = addressHash(address);
    expect((await store.load([hash])).get(hash)?.topics).toMatchObject({ promotions: { subscribed: true } });
  });

  it('comes again with its batch, and does not go round for ever, where others never let it through', async () => {
    const { store, attempts } = contested(Number.POSITIVE_INFINITY);
    await expect(commitConsents({ consents: store }, [yes])).rejects.toThrow('changed too often');
    expect(attempts()).toBeLessThan(100);
  });
});
