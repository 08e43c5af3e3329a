import type { Consent } from '../../core/consent/consent.ts';
import type { AddressHash } from '../../core/identity/identity.ts';
import type { ConsentStore } from '../../ports/consent-store.ts';
import { throughJson } from '../dynamo-limits.ts';

/** CONSENT items in memory; each call is one synchronous step, so it is atomic. Writes into `consents`. */
export const memoryConsentStore = (
  consents = new Map<AddressHash, Consent>(),
): ConsentStore & { readonly consents: Map<AddressHash, Consent> } => ({
  consents,
  load: async (addresses) => {
    const found = new Map<AddressHash, Consent>();
    for (const address of addresses) {
      const consent = consents.get(address);
      if (consent !== undefined) found.set(address, consent);
    }
    return found;
  },
  commit: async (consent) => {
    const stored = throughJson(consent);
    if ((consents.get(consent.address)?.version ?? 0) !== consent.version - 1) return 'conflict';
    consents.set(consent.address, stored);
    return 'committed';
  },
});
