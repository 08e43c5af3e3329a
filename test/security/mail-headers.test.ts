import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sesMailer } from '../../lambdas/adapters/aws/ses-mailer.ts';
import { recipientOf } from '../../lambdas/core/send/recipient.ts';
import { composeMail } from '../../lambdas/send-email/compose-mail.ts';
import { aCampaign } from '../builders/campaign.ts';
import { aBrand } from '../builders/mail-content.ts';
import { aProfile } from '../builders/profile.ts';
import { aSend } from '../builders/send.ts';

/** Begin a header of somebody else's, end the text early, or show it the other way round. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const FORBIDDEN = /[\r\n\u0000\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f]/;

const ses = mockClient(SESv2Client);
const mailer = sesMailer({ client: new SESv2Client({}), configurationSet: 'kairos' });

/** Everything of a request to SES that becomes a header. */
const headersSent = async (hostile: string): Promise<readonly string[]> => {
  ses.reset();
  ses.on(SendEmailCommand).resolves({ MessageId: 'm' });
  const brand = aBrand({
    sender: { name: `Shop ${hostile}`, address: `hello${hostile}@shop.example` },
    replyTo: `help${hostile}@shop.example`,
    unsubscribeAddress: `leave${hostile}@shop.example`,
  });
  const recipient = { address: 'ada@example.com', preferencesLink: 'https://mail.shop.example/u/token' };
  const rendering = { kind: 'rendered', subject: `Hello ${hostile}`, preheader: '', html: '', text: '' } as const;
  await mailer.send(composeMail(aSend(), aCampaign(), brand, recipient, rendering));
  const input = ses.commandCalls(SendEmailCommand)[0]?.args[0].input;
  const simple = input?.Content?.Simple;
  return [
    input?.FromEmailAddress ?? '',
    ...(input?.ReplyToAddresses ?? []),
    ...(input?.Destination?.ToAddresses ?? []),
    simple?.Subject?.Data ?? '',
    ...(simple?.Headers ?? []).flatMap(({ Name = '', Value = '' }) => [Name, Value]),
  ];
};

/** An encoded word hides what it says: it is read as a mail program reads it. */
const decoded = (header: string): string =>
  header.replaceAll(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, base64: string) => Buffer.from(base64, 'base64').toString());

describe('a mail’s Subject, From, Reply-To and further headers', () => {
  it.each([
    ['a line of its own', '\r\nBcc: all@example.com'],
    ['a bare line feed', '\nBcc: all@example.com'],
    ['NUL', '\u0000'],
    ['Unicode’s line ends', '\u0085\u2028\u2029'],
    ['text that runs backwards', '\u202egpj.exe\u2069'],
    ['the same behind another script', 'ü\u202e\r\n'],
  ])('take nothing of this: %s', async (_, hostile) => {
    const headers = await headersSent(hostile);
    expect(headers).toHaveLength(8);
    for (const header of headers) expect(decoded(header)).not.toMatch(FORBIDDEN);
  });

  it('take none of them wherever it stands in whatever text', async () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'\r\n\0\u2028\u202e\u2066\u200f"\\<>@ü'),
        fc.string({ minLength: 1, maxLength: 1 }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(text, async (hostile) => {
        for (const header of await headersSent(hostile)) expect(decoded(header)).not.toMatch(FORBIDDEN);
      }),
      { numRuns: 300, seed: 24 },
    );
  });

  it('have no recipient whose address holds one of them, whether an event or the profile names it', () => {
    for (const address of [
      'ada@example.com\r\nBcc: all@example.com',
      'ada\u202e@example.com',
      'ada\u0000@example.com',
    ]) {
      const named = recipientOf(address, aProfile());
      const known = recipientOf(undefined, aProfile({ traits: { email: address } }));
      for (const recipient of [named, known]) expect(recipient ?? '').not.toMatch(FORBIDDEN);
    }
  });
});
