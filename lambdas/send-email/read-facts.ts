import { addressHash } from '../core/identity/identity.ts';
import type { ProfileState } from '../core/profile/profile.ts';
import type { Facts } from '../core/send/judge.ts';
import { recipientOf } from '../core/send/recipient.ts';
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
  const address = recipientOf(row.address, profile);
  const hash = address === undefined ? undefined : addressHash(address);
  const consent = hash === undefined ? undefined : (await consents.load([hash])).get(hash);
  const { brand } = book;
  const facts = { campaign, step, brand, profile, address, consent, allowRecipients, now: clock.now() };
  return { kind: 'facts', facts, state };
};
