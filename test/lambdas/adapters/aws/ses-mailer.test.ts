import { SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { sesClient } from '../../../../lambdas/adapters/aws/clients.ts';
import { sesMailer } from '../../../../lambdas/adapters/aws/ses-mailer.ts';
import type { Mail } from '../../../../lambdas/ports/mailer.ts';
import { aSendId } from '../../../builders/send.ts';

const ses = mockClient(SESv2Client);
const mailer = sesMailer({ client: new SESv2Client({}), configurationSet: 'kairos' });
const mail: Mail = {
  ...{ sendId: aSendId('a'), campaign: 'welcome', to: 'ada@example.com', replyTo: 'help@example.com' },
  ...{ subject: 'Grüße', html: '<p>Hello</p>', text: 'Hello' },
  from: { name: 'Marram "&" Rye', address: 'hello@example.com' },
  headers: [{ name: 'List-Unsubscribe', value: '<mailto:u@example.com>' }],
};
const NOT_VERIFIED = 'Email address is not verified. The following identities failed the check in region EU-WEST-1: ';
const failure = (name: string, httpStatusCode?: number, message = '') =>
  new SESv2ServiceException({ name, $fault: 'client', message, $metadata: { httpStatusCode } });

beforeEach(() => {
  ses.reset();
});

describe('SES', () => {
  it('gets a test without the tag by which its news would be counted', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-1' });
    const { sendId: _, ...test } = mail;
    expect(await mailer.sendTest(test)).toEqual({ kind: 'accepted', messageId: 'ses-1' });
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input.EmailTags).toEqual([
      { Name: 'test', Value: 'welcome' },
    ]);
  });

  it('gets the whole mail with its tags, in one request', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-1' });
    expect(await mailer.send(mail)).toEqual({ kind: 'accepted', messageId: 'ses-1' });
    expect(ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input)).toEqual([
      {
        FromEmailAddress: '"Marram \\"&\\" Rye" <hello@example.com>',
        Destination: { ToAddresses: ['ada@example.com'] },
        ReplyToAddresses: ['help@example.com'],
        Content: {
          Simple: {
            Subject: { Data: 'Grüße', Charset: 'UTF-8' },
            Body: { Html: { Data: '<p>Hello</p>', Charset: 'UTF-8' }, Text: { Data: 'Hello', Charset: 'UTF-8' } },
            Headers: [{ Name: 'List-Unsubscribe', Value: '<mailto:u@example.com>' }],
          },
        },
        ConfigurationSetName: 'kairos',
        EmailTags: [
          { Name: 'sendId', Value: mail.sendId },
          { Name: 'campaign', Value: 'welcome' },
        ],
      },
    ]);
  });

  it('gets a sender’s name in other scripts as an encoded word', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-1' });
    await mailer.send({ ...mail, from: { ...mail.from, name: 'Käthe' } });
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input.FromEmailAddress).toBe(
      '=?UTF-8?B?S8OkdGhl?= <hello@example.com>',
    );
  });

  it.each([
    ['TooManyRequestsException', 429, 'throttled'],
    ['LimitExceededException', 400, 'throttled'],
    ['MessageRejected', 400, 'rejected'],
    ['BadRequestException', 400, 'rejected'],
    ['AccessDeniedException', 403, 'throttled'],
    ['InternalFailure', 500, 'uncertain'],
    ['ServiceUnavailable', 503, 'uncertain'],
    ['RequestTimeout', 408, 'uncertain'],
    ['SomethingNew', undefined, 'uncertain'],
  ])('answering %s (%s): the mail is %s', async (name, status, kind) => {
    ses.on(SendEmailCommand).rejects(failure(name, status));
    expect(await mailer.send(mail)).toEqual({ kind });
  });

  it.each([
    ['SendingPausedException', 400, '', 'sending is paused'],
    ['AccountSuspendedException', 400, '', 'the account is suspended'],
    ['MailFromDomainNotVerifiedException', 400, '', 'the MAIL FROM domain is not verified'],
    ['NotFoundException', 404, '', 'the configuration set is not there'],
    ['MessageRejected', 400, 'Email address is not verified.', 'the sender’s identity is not verified'],
    [
      'MessageRejected',
      400,
      `${NOT_VERIFIED}Marram <hello@example.com>, ada@example.com`,
      'the sender’s identity is not verified',
    ],
  ])('answering %s (%s, “%s”): no mail of this account goes, and all wait', async (name, status, message, why) => {
    ses.on(SendEmailCommand).rejects(failure(name, status, message));
    expect(await mailer.send(mail)).toEqual({ kind: 'paused', why: `SES says that ${why}` });
  });

  it('in SES’s sandbox: a recipient who is not verified is refused alone', async () => {
    ses.on(SendEmailCommand).rejects(failure('MessageRejected', 400, `${NOT_VERIFIED}ada@example.com`));
    expect(await mailer.send(mail)).toEqual({ kind: 'rejected' });
  });

  it.each(['TimeoutError', 'ECONNRESET', 'AbortError'])('not answering (%s): nobody can say', async (name) => {
    ses.on(SendEmailCommand).rejects(Object.assign(new Error(name), { name }));
    expect(await mailer.send(mail)).toEqual({ kind: 'uncertain' });
  });

  it('is asked once: the SDK does not try again by itself', async () => {
    expect(await sesClient().config.maxAttempts()).toBe(1);
  });
});
