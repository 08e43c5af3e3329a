import { applySuppression, initialConsent } from '../core/consent/apply-consent.ts';
import { addressHash } from '../core/identity/identity.ts';
import type { Send } from '../core/send/send.ts';
import type { Feedback } from '../decode/ses-feedback.ts';
import type { ConsentStore } from '../ports/consent-store.ts';

/** Consents are written under their versions; losing that race this often means something else is wrong. */
const MOST_TRIES = 10;

/**
 * Spares an address that bounced for good or complained. Whose address it is, the row says; a row that is gone by now
 * leaves the one recipient that SES names.
 */
export const suppressAddress = async (
  consents: ConsentStore,
  { suppression, at, recipient }: Feedback,
  row: Send | undefined,
): Promise<void> => {
  if (suppression === undefined) return;
  const address = row?.addressHash ?? (recipient === undefined ? undefined : addressHash(bareAddress(recipient)));
  if (address === undefined) return;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const consent = (await consents.load([address])).get(address) ?? initialConsent(address);
    const suppressed = applySuppression(consent, suppression, at);
    if (suppressed === undefined || (await consents.commit(suppressed)) === 'committed') return;
  }
  throw new Error('a consent changed too often to be written');
};

/** SES may name a recipient as `Name <address>`. */
const bareAddress = (recipient: string): string => /<([^<>]+)>\s*$/.exec(recipient)?.[1] ?? recipient;
