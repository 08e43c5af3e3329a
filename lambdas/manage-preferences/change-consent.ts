import { applyConsent, initialConsent } from '../core/consent/apply-consent.ts';
import type { Consent } from '../core/consent/consent.ts';
import { digest } from '../core/hash.ts';
import type { AddressHash } from '../core/identity/identity.ts';
import { changesFor, type PreferenceWish } from '../core/preference/choose-topics.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { ConsentStore } from '../ports/consent-store.ts';
import { waitOut } from '../steps/wait-out.ts';

/** What the events of these changes are called after, in `by` too. */
export const SOURCE = 'preferences';

/** How it was said, which stands in front of the event's own id: "who said so?" is answered by the history alone. */
const viaOf = ({ kind }: PreferenceWish): string => (kind === 'leave' ? 'one-click' : 'page');

/** The person waits for it; the gateway gives up after half a minute. */
const PATIENCE_MS = 5_000;
const MOST_ROUNDS = 20;

/**
 * Writes a wish to CONSENT, and returns it as it is then: from that instant no claim goes through that relied on the
 * version before. The same wish again changes nothing. Throws where the store does not take it in time.
 */
export const changeConsent = async (
  { consents, clock, random }: { readonly consents: ConsentStore; readonly clock: Clock; readonly random: Random },
  address: AddressHash,
  wish: PreferenceWish,
): Promise<Consent | undefined> => {
  const deadline = clock.now() + PATIENCE_MS;
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
    const known = (await waitOut({ clock, random }, deadline, () => consents.load([address]))).get(address);
    const changes = changesFor(
      known,
      wish,
      clock.now(),
      ({ topic, subscribed, at }) =>
        `${SOURCE}:${viaOf(wish)}.${digest('preference', address, topic, String(subscribed), String(at))}`,
    );
    const changed = changes.length === 0 ? undefined : applyConsent(known ?? initialConsent(address), changes);
    if (changed === undefined) return known;
    // An answer that was lost looks like a conflict at the next try; then nothing is left to change.
    if ((await waitOut({ clock, random }, deadline, () => consents.commit(changed))) === 'committed') return changed;
  }
  throw new Error('a consent changed too often to be written');
};
