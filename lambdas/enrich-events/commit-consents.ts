import { applyConsent, initialConsent } from '../core/consent/apply-consent.ts';
import type { AddressedChange } from '../core/consent/consent-from.ts';
import { type AddressHash, addressHash } from '../core/identity/identity.ts';
import type { EnrichPorts } from './enrich-ports.ts';

/** Each lost round is somebody else's change; the batch comes again when even these were not enough. */
const MOST_ROUNDS = 20;

/** Writes changes of mind to their addresses; the same changes again write nothing. Throws where others never let it through. */
export const commitConsents = async (
  { consents }: Pick<EnrichPorts, 'consents'>,
  changes: readonly AddressedChange[],
): Promise<void> => {
  for (const [address, ofAddress] of Map.groupBy(changes, (change) => change.address))
    await commitOne(consents, addressHash(address), ofAddress);
};

const commitOne = async (
  consents: EnrichPorts['consents'],
  address: AddressHash,
  changes: readonly AddressedChange[],
): Promise<void> => {
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
    const known = (await consents.load([address])).get(address) ?? initialConsent(address);
    const changed = applyConsent(
      known,
      changes.map(({ change }) => change),
    );
    if (changed === undefined) return;
    const zone = changed.zone ?? changes.find((change) => change.zone !== undefined)?.zone;
    if ((await consents.commit({ ...changed, zone })) === 'committed') return;
  }
  throw new Error('a consent changed too often to be written');
};
