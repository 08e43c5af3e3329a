import { applyConsent, initialConsent } from '../core/consent/apply-consent.ts';
import { addressHash } from '../core/identity/identity.ts';
import type { AddressedChange } from './consent-from.ts';
import type { EnrichPorts } from './enrich-ports.ts';

/** Writes changes of mind to their addresses; the same changes again write nothing. */
export const commitConsents = async (
  { consents }: Pick<EnrichPorts, 'consents'>,
  changes: readonly AddressedChange[],
): Promise<void> => {
  for (const [address, ofAddress] of Map.groupBy(changes, (change) => change.address)) {
    const hash = addressHash(address);
    for (;;) {
      const known = (await consents.load([hash])).get(hash) ?? initialConsent(hash);
      const changed = applyConsent(
        known,
        ofAddress.map(({ change }) => change),
      );
      if (changed === undefined) break;
      const zone = changed.zone ?? ofAddress.find((change) => change.zone !== undefined)?.zone;
      if ((await consents.commit({ ...changed, zone })) === 'committed') break;
    }
  }
};
