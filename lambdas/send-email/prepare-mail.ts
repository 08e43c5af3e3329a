import type { Campaign, Step } from '../core/campaign/campaign.ts';
import type { Consent } from '../core/consent/consent.ts';
import { addressHash } from '../core/identity/identity.ts';
import type { Profile } from '../core/profile/profile.ts';
import type { Send } from '../core/send/send.ts';
import type { Mail } from '../ports/mailer.ts';
import { composeMail } from './compose-mail.ts';
import { gatherContent } from './gather-content.ts';
import type { SendEmailPorts } from './send-email-ports.ts';

export type MailPorts = Pick<SendEmailPorts, 'book' | 'catalogue' | 'links' | 'renderer'> & {
  readonly clock: Pick<SendEmailPorts['clock'], 'now'>;
};

export interface MailRequest {
  readonly row: Send;
  readonly campaign: Campaign;
  readonly step: Step;
  readonly profile: Profile;
  readonly consent: Consent | undefined;
  /** Whom it goes to. */
  readonly address: string;
}

export type PreparedMail =
  | { readonly kind: 'mail'; readonly mail: Mail; readonly preheader: string }
  | { readonly kind: 'end'; readonly ending: 'skipped'; readonly reason: 'nothing_to_show' }
  | { readonly kind: 'end'; readonly ending: 'failed'; readonly reason: 'unrenderable'; readonly detail: string };

/** The mail as it leaves now, whoever asks for it: the sender, a preview, a test. Reads, and writes nothing. */
export const prepareMail = async (
  { book: { brand }, catalogue, links, renderer, clock }: MailPorts,
  { row, campaign, step, profile, consent, address }: MailRequest,
): Promise<PreparedMail> => {
  const { kind } = campaign;
  // A mail that is part of a purchase has no topic to leave.
  const preferencesLink = kind.transactional
    ? undefined
    : await links.linkFor({
        ...{ address: addressHash(address), profileId: profile.id },
        ...{ topic: kind.topic, issuedAt: clock.now() },
      });
  const content = await gatherContent(catalogue, { row, campaign, step, brand, profile, consent, preferencesLink });
  if (content === undefined) return { kind: 'end', ending: 'skipped', reason: 'nothing_to_show' };
  const rendering = renderer.render(`${campaign.name}/${step.id}@${campaign.version}`, step, content);
  if (rendering.kind === 'unrenderable')
    return { kind: 'end', ending: 'failed', reason: 'unrenderable', detail: rendering.detail };
  const mail = composeMail(row, campaign, brand, { address, preferencesLink }, rendering);
  return { kind: 'mail', mail, preheader: rendering.preheader };
};
