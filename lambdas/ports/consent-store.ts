import type { Consent } from '../core/consent/consent.ts';
import type { AddressHash } from '../core/identity/identity.ts';

/** `ADDRESS#<hash>/CONSENT` in the `profiles` table. Every read is strongly consistent. */
export interface ConsentStore {
  /** An address that never consented is absent from the map. */
  load(addresses: readonly AddressHash[]): Promise<ReadonlyMap<AddressHash, Consent>>;
  /** Writes `consent` if the stored version is `consent.version - 1` (absent where that is 0). */
  commit(consent: Consent): Promise<'committed' | 'conflict'>;
}
