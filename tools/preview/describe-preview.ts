import type { Preview } from './preview-mails.ts';
import type { MailPreview } from './preview-row.ts';

const HINT = 'No mail to show; --anyway shows it all the same.';

/** For a person at a terminal: what began it, and each step's verdict and mail. */
export const describePreview = ({ campaign, status, trigger, mails }: Preview): string => {
  const began =
    trigger.kind === 'real' ? `their latest entry, by ${trigger.event}` : `a sample entry of now, by ${trigger.event}`;
  return [
    `${campaign}${status === 'live' ? '' : ` (${status})`}: ${began}`,
    ...mails.flatMap((mail) => ['', ...describeMail(mail)]),
  ].join('\n');
};

const describeMail = ({ step, sentences, rule, mail }: MailPreview): readonly string[] => [
  `── ${step} ──`,
  ...sentences,
  ...(rule === undefined ? [] : [`Rule: ${rule.written === undefined ? '' : `${rule.written}; `}code: ${rule.code}`]),
  ...(mail === undefined
    ? [HINT]
    : [
        '',
        `From:      ${mail.from.name} <${mail.from.address}>`,
        ...(mail.replyTo === undefined ? [] : [`Reply to:  ${mail.replyTo}`]),
        `To:        ${mail.to}`,
        `Subject:   ${mail.subject}`,
        `Preheader: ${mail.preheader}`,
        ...mail.headers.map(({ name, value }) => `${name}: ${value}`),
        '',
        mail.text.trimEnd(),
      ]),
];
