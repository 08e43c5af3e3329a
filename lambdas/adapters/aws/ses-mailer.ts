import { type SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mailer, MailOutcome, TestMail, TestMailer } from '../../ports/mailer.ts';

export interface SesMailerOptions {
  /** Built with `maxAttempts: 1`: SES's SendEmail has no idempotency token, and a retry is a second mail. */
  readonly client: SESv2Client;
  readonly configurationSet: string;
}

type Tags = Readonly<Record<string, string>>;

/**
 * SES. One call is one request; what SES answered is sorted by what is certain of it. A test has no `sendId` among its
 * tags: whatever SES tells of it, `record-feedback` passes over.
 */
export const sesMailer = ({ client, configurationSet }: SesMailerOptions): Mailer & TestMailer => {
  const call = async (mail: TestMail, tags: Tags): Promise<MailOutcome> => {
    try {
      const { MessageId } = await client.send(commandOf(mail, tags, configurationSet));
      return MessageId === undefined ? { kind: 'uncertain' } : { kind: 'accepted', messageId: MessageId };
    } catch (error) {
      return outcomeOf(error, mail.to);
    }
  };
  return {
    send: (mail) => call(mail, { sendId: mail.sendId, campaign: mail.campaign }),
    sendTest: (mail) => call(mail, { test: mail.campaign }),
  };
};

const UTF8 = 'UTF-8';

const commandOf = (mail: TestMail, tags: Tags, configurationSet: string): SendEmailCommand =>
  new SendEmailCommand({
    FromEmailAddress: `${displayName(mail.from.name)} <${mail.from.address}>`,
    Destination: { ToAddresses: [mail.to] },
    ...(mail.replyTo === undefined ? {} : { ReplyToAddresses: [mail.replyTo] }),
    Content: {
      Simple: {
        Subject: { Data: mail.subject, Charset: UTF8 },
        Body: { Html: { Data: mail.html, Charset: UTF8 }, Text: { Data: mail.text, Charset: UTF8 } },
        Headers: mail.headers.map(({ name, value }) => ({ Name: name, Value: value })),
      },
    },
    ConfigurationSetName: configurationSet,
    EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
  });

/** Quoted where it is plain ASCII, else an encoded word. Source: RFC 5322, 3.2.4; RFC 2047, 2. */
const displayName = (name: string): string =>
  /^[\x20-\x7e]*$/.test(name)
    ? `"${name.replaceAll(/["\\]/g, '\\$&')}"`
    : `=?UTF-8?B?${Buffer.from(name, 'utf8').toString('base64')}?=`;

/** By the error's name. Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors */
const OUTCOMES: Readonly<Record<string, MailOutcome>> = {
  TooManyRequestsException: { kind: 'throttled' },
  LimitExceededException: { kind: 'throttled' },
  ThrottlingException: { kind: 'throttled' },
  Throttling: { kind: 'throttled' },
  SendingPausedException: { kind: 'paused', why: 'SES says that sending is paused' },
  AccountSuspendedException: { kind: 'paused', why: 'SES says that the account is suspended' },
  MailFromDomainNotVerifiedException: { kind: 'paused', why: 'SES says that the MAIL FROM domain is not verified' },
  NotFoundException: { kind: 'paused', why: 'SES says that the configuration set is not there' },
  MessageRejected: { kind: 'rejected' },
  BadRequestException: { kind: 'rejected' },
};

const NOT_VERIFIED: MailOutcome = { kind: 'paused', why: 'SES says that the sender’s identity is not verified' };

/**
 * Is it the sender that SES does not know, as before the domain's DKIM records are in DNS? In its sandbox SES refuses
 * recipients by the same words, and names whom it means after a colon.
 */
const isOfSender = (message: string, to: string): boolean => {
  if (!/is not verified/i.test(message)) return false;
  const [, named] = /: *([^:]+)$/.exec(message) ?? [];
  return named === undefined || named.split(',').some((identity) => identity.trim().toLowerCase() !== to.toLowerCase());
};

/**
 * A refusal that nobody foresaw (a missing permission, an expired token) is still one: nothing was sent, try later. The
 * rest may have been sent: timeouts, broken connections, 5xx.
 */
const outcomeOf = (error: unknown, to: string): MailOutcome => {
  if (!(error instanceof Error)) return { kind: 'uncertain' };
  if (error.name === 'MessageRejected' && isOfSender(error.message, to)) return NOT_VERIFIED;
  const known = Object.hasOwn(OUTCOMES, error.name) ? OUTCOMES[error.name] : undefined;
  if (known !== undefined) return known;
  const status = error instanceof SESv2ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
  return status >= 400 && status < 500 && status !== 408 ? { kind: 'throttled' } : { kind: 'uncertain' };
};
