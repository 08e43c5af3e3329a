import type { Consent } from '../core/consent/consent.ts';
import { type AddressHash, addressHash } from '../core/identity/identity.ts';
import type { ProfileState } from '../core/profile/profile.ts';
import type { Facts } from '../core/send/judge.ts';
import { recipientNow } from '../core/send/recipient.ts';
import type { Reason, Send } from '../core/send/send.ts';
import { readProfile } from '../steps/read-profile.ts';
import type { SendEmailPorts } from './send-email-ports.ts';

export type FactsPorts = Pick<SendEmailPorts, 'book' | 'allowRecipients' | 'profiles'> & {
  readonly consents: Pick<SendEmailPorts['consents'], 'load'>;
  readonly clock: Pick<SendEmailPorts['clock'], 'now'>;
};

/** What a row is judged on, as it stands now; or why there is nothing to judge. Reads, and writes nothing. */
export const readFacts = async (
  { book, allowRecipients, profiles, consents, clock }: FactsPorts,
  row: Send,
): Promise<
  | { readonly kind: 'facts'; readonly facts: Facts; readonly state: ProfileState }
  | { readonly kind: 'end'; readonly reason: Extract<Reason, 'campaign_withdrawn' | 'erased'> }
> => {
  const campaign = book.campaigns.find(({ name }) => name === row.campaign);
  const step = campaign?.steps.find(({ id }) => id === row.step);
  if (campaign === undefined || step === undefined || campaign.status === 'draft')
    return { kind: 'end', reason: 'campaign_withdrawn' };
  const state = await readProfile(profiles, row.profileId);
  if (state?.kind !== 'profile') return { kind: 'end', reason: 'erased' };
  const { profile } = state;
  const address = recipientNow(row, profile);
  const hash = address === undefined ? undefined : addressHash(address);
  const asked = new Set([hash, row.addressHash].filter((each) => each !== undefined));
  const found = asked.size === 0 ? new Map<AddressHash, Consent>() : await consents.load([...asked]);
  const consent = hash === undefined ? undefined : found.get(hash);
  const epoch = row.addressHash === undefined ? 0 : (found.get(row.addressHash)?.epoch ?? 0);
  const { brand } = book;
  const facts = { campaign, step, brand, profile, address, consent, epoch, allowRecipients, now: clock.now() };
  return { kind: 'facts', facts, state };
};
