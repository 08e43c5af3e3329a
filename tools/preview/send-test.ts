import type { Brand } from '../../lambdas/core/campaign/campaign.ts';
import { toAddress } from '../../lambdas/core/profile/traits.ts';
import { isAllowed } from '../../lambdas/core/send/allow-list.ts';
import { isHeaderSafe } from '../../lambdas/core/send/header-text.ts';
import type { TestMailer } from '../../lambdas/ports/mailer.ts';
import { type PreviewAnswer, type PreviewRequest, previewMails } from './preview-mails.ts';
import type { PreviewPorts } from './preview-ports.ts';

export interface TestRequest extends Omit<PreviewRequest, 'anyway'> {
  readonly to: string;
}

export type TestAnswer =
  | { readonly kind: 'sent'; readonly step: string; readonly subject: string; readonly messageId: string }
  /** A sentence for whoever asked. */
  | { readonly kind: 'refused'; readonly why: string }
  | Exclude<PreviewAnswer, { readonly kind: 'previewed' }>;

export interface TestPorts extends PreviewPorts {
  readonly mailer: TestMailer;
  /** Addresses or `*@domain` that tests may go to. */
  readonly testRecipients: readonly string[];
}

/**
 * Whom tests of a stage may go to: those that its list names, and the sender's own colleagues. "Everybody" names
 * nobody: no slip of the keyboard reaches a customer.
 */
export const testRecipientsOf = (allowRecipients: readonly string[], { sender }: Brand): readonly string[] => [
  ...allowRecipients.filter((entry) => entry.trim() !== '*'),
  `*@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}`,
];

/**
 * Sends one person's mail of a campaign to somebody who tries it out, and to nobody else: whatever would keep it from
 * the person does not count here. It is no send: no row, no cap, no consent, no event comes of it.
 */
export const sendTest = async (ports: TestPorts, { to, ...request }: TestRequest): Promise<TestAnswer> => {
  const address = toAddress(to);
  if (address === undefined || !isHeaderSafe(address)) return refused(`${JSON.stringify(to)} is no e-mail address.`);
  if (!isAllowed(address, ports.testRecipients))
    return refused(
      `tests may go to ${ports.testRecipients.join(', ')}: add the address to mail.allowRecipients of the stage (lib/stages.ts).`,
    );
  const answer = await previewMails(ports, { ...request, anyway: true });
  if (answer.kind !== 'previewed') return answer;
  const [preview] = answer.mails;
  if (preview?.mail === undefined)
    return refused(`there is no mail to send: ${preview?.sentences.join(' ') ?? 'the campaign has no steps.'}`);
  const { preheader: _, ...mail } = preview.mail;
  const outcome = await ports.mailer.sendTest({ ...mail, to: address });
  return outcome.kind === 'accepted'
    ? { kind: 'sent', step: preview.step, subject: mail.subject, messageId: outcome.messageId }
    : refused((outcome.kind === 'paused' && outcome.why) || WHY_NOT[outcome.kind]);
};

const refused = (why: string): TestAnswer => ({ kind: 'refused', why });

const WHY_NOT = {
  throttled: 'SES did not take it: too many mails at once, or these credentials may not send (ses:SendEmail).',
  paused: 'SES says that sending is paused for this account or configuration set.',
  rejected: 'SES refused it: in its sandbox it takes mail to verified addresses alone.',
  uncertain: 'SES gave no clear answer: look whether it came, before another try.',
} as const;
