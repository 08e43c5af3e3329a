import type { Instant } from '../../../lambdas/core/event/event.ts';
import { ACCOUNT, REGION } from '../aws-events.ts';
import type { StoredMail } from '../mail-service.ts';

/** One of SES's events about a mail, besides the mail itself. */
export interface SesEvent {
  readonly eventType: string;
  readonly [part: string]: unknown;
}

/** What a mail meets, and when. */
export interface Happening {
  readonly at: Instant;
  readonly event: SesEvent;
}

const stamp = (at: Instant): { readonly timestamp: string } => ({ timestamp: new Date(at).toISOString() });
const recipient = (mail: StoredMail) => ({ emailAddress: mail.to });

/** Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
export const happenings = {
  sent: (at: Instant): Happening => ({ at, event: { eventType: 'Send', send: {} } }),
  delivered: (mail: StoredMail, at: Instant): Happening => ({
    at,
    event: {
      eventType: 'Delivery',
      delivery: {
        ...stamp(at),
        processingTimeMillis: at - mail.at,
        recipients: [mail.to],
        smtpResponse: '250 2.6.0 Message received',
        reportingMTA: 'mta.example.com',
      },
    },
  }),
  delayed: (mail: StoredMail, at: Instant): Happening => ({
    at,
    event: {
      eventType: 'DeliveryDelay',
      deliveryDelay: {
        ...stamp(at),
        delayType: 'TransientCommunicationFailure',
        expirationTime: stamp(at + 14 * 3_600_000).timestamp,
        delayedRecipients: [
          { ...recipient(mail), status: '4.4.1', diagnosticCode: 'smtp; 421 4.4.1 Unable to connect' },
        ],
      },
    },
  }),
  bounced: (
    mail: StoredMail,
    at: Instant,
    bounceType: 'Permanent' | 'Transient',
    bounceSubType: 'General' | 'Suppressed' | 'MailboxFull',
  ): Happening => {
    const code = bounceType === 'Permanent' ? ['5.1.1', '550 5.1.1 user unknown'] : ['4.2.2', '452 4.2.2 mailbox full'];
    const [status, said] = code;
    const bounced = { ...recipient(mail), action: 'failed', status, diagnosticCode: `smtp; ${said}` };
    const bounce = { bounceType, bounceSubType, bouncedRecipients: [bounced], ...stamp(at) };
    return { at, event: { eventType: 'Bounce', bounce: { ...bounce, feedbackId: `${mail.id}-bounce` } } };
  },
  complained: (mail: StoredMail, at: Instant): Happening => {
    const complaint = { complainedRecipients: [recipient(mail)], ...stamp(at), complaintFeedbackType: 'abuse' };
    return { at, event: { eventType: 'Complaint', complaint: { ...complaint, feedbackId: `${mail.id}-complaint` } } };
  },
  opened: (at: Instant, who: Visitor): Happening => ({
    at,
    event: { eventType: 'Open', open: { ...stamp(at), ...who } },
  }),
  clicked: (at: Instant, who: Visitor, { url, tags }: TrackedLink): Happening => ({
    at,
    event: { eventType: 'Click', click: { ...stamp(at), ...who, link: url, linkTags: tags } },
  }),
};

/** Who fetched a picture or followed a link. */
export interface Visitor {
  readonly ipAddress: string;
  readonly userAgent: string;
}

/** A link as SES tracks it: where it leads, and the tags that it reports of it. */
export interface TrackedLink {
  readonly url: string;
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

/** The event as SES publishes it: with the mail that it is about. */
export const withMail = (mail: StoredMail, event: SesEvent): string => {
  const from = `${mail.from.name} <${mail.from.address}>`;
  return JSON.stringify({
    ...event,
    mail: {
      ...stamp(mail.at),
      messageId: mail.id,
      source: from,
      sourceArn: `arn:aws:ses:${REGION}:${ACCOUNT}:identity/${mail.from.address}`,
      sendingAccountId: ACCOUNT,
      destination: [mail.to],
      headersTruncated: false,
      headers: [
        { name: 'From', value: from },
        { name: 'To', value: mail.to },
        { name: 'Subject', value: mail.subject },
        ...mail.headers,
      ],
      commonHeaders: { from: [from], to: [mail.to], messageId: mail.id, subject: mail.subject },
      tags: {
        'ses:configuration-set': ['kairos'],
        ...(mail.sendId === undefined
          ? { test: [mail.campaign] }
          : { sendId: [mail.sendId], campaign: [mail.campaign] }),
      },
    },
  });
};
