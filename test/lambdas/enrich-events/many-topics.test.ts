import { describe, expect, it } from 'vitest';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import { itemBytes, stateToItem } from '../../../lambdas/decode/state-item.ts';
import { anEnricher } from '../../builders/enrich.ts';
import { aMessage } from '../../builders/record.ts';

/** Consent to 3,000 topics that nobody ever heard of. */
const flood = (more: object = {}) =>
  Array.from({ length: 3_000 }, (_, n) =>
    aMessage({ messageId: `m-${n}`, event: 'Subscribed', properties: { topic: `${n}-${'t'.repeat(50)}`, ...more } }),
  );

describe('consent to more topics than any brand has', () => {
  it('does not swell a profile whose address is not known yet', async () => {
    const enricher = anEnricher();
    expect(await enricher.take(flood())).toEqual({ batchItemFailures: [] });
    const state = enricher.stateOf('user', 'u-1');
    expect(Object.keys(state?.profile.pendingConsent ?? {})).toHaveLength(100);
    for (const [id, each] of enricher.profiles.states) expect(itemBytes(stateToItem(id, each))).toBeLessThan(100_000);
  });

  it('does not swell what is kept of an address', async () => {
    const enricher = anEnricher();
    await enricher.take(flood({ email: 'ada@example.com' }));
    const consent = enricher.consents.consents.get(addressHash('ada@example.com'));
    expect(Object.keys(consent?.topics ?? {})).toHaveLength(100);
  });
});
