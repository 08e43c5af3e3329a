import type { Instant } from '../../lambdas/core/event/event.ts';
import type { Mail, Mailer } from '../../lambdas/ports/mailer.ts';
import { ACCOUNT, REGION, snsEnvelope } from './aws-events.ts';

export interface StoredMail extends Mail {
  readonly id: string;
  readonly at: Instant;
}

export interface MailServiceProps {
  readonly now: () => Instant;
  readonly newId: () => string;
  /** Where the configuration set's event destination ends: a queue that subscribes to its topic. */
  readonly feedback: { send(body: string): void };
  /** Mails kept, oldest out first: a replay of a year must fit into memory. */
  readonly keep: number;
  readonly onMail?: (mail: StoredMail) => void;
}

export interface MailService extends Mailer {
  /** Newest first. */
  inbox(limit?: number): readonly StoredMail[];
  find(id: string): StoredMail | undefined;
  /** Mails accepted by campaign, also those no longer kept. */
  acceptedByCampaign(): ReadonlyMap<string, number>;
  accepted(): number;
}

/** What the service remembers. */
export interface MailTable {
  readonly kept: Map<string, StoredMail>;
  readonly counts: Map<string, number>;
  accepted: number;
}

export const emptyMailTable = (): MailTable => ({ kept: new Map(), counts: new Map(), accepted: 0 });

type Fate = 'delivered' | 'bounced' | 'complained';

/** SES's simulator addresses; a label after `+` is allowed. Source: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const fateOf = (address: string): Fate => {
  if (/^bounce(\+[^@]*)?@simulator\.amazonses\.com$/i.test(address)) return 'bounced';
  if (/^complaint(\+[^@]*)?@simulator\.amazonses\.com$/i.test(address)) return 'complained';
  return 'delivered';
};

interface SesEvent {
  readonly eventType: string;
  readonly [part: string]: unknown;
}

/** What SES tells of a mail. Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
const eventsOf = (mail: StoredMail): readonly SesEvent[] => {
  const timestamp = new Date(mail.at).toISOString();
  const recipient = { emailAddress: mail.to };
  const delivery = {
    eventType: 'Delivery',
    delivery: {
      timestamp,
      processingTimeMillis: 0,
      recipients: [mail.to],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'mta.example.com',
    },
  };
  const send = { eventType: 'Send', send: {} };
  switch (fateOf(mail.to)) {
    case 'delivered':
      return [send, delivery];
    case 'bounced': {
      const bounced = {
        ...recipient,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      };
      const bounce = { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [bounced], timestamp };
      return [send, { eventType: 'Bounce', bounce: { ...bounce, feedbackId: `${mail.id}-bounce` } }];
    }
    case 'complained': {
      const complaint = { complainedRecipients: [recipient], timestamp, complaintFeedbackType: 'abuse' };
      return [
        send,
        delivery,
        { eventType: 'Complaint', complaint: { ...complaint, feedbackId: `${mail.id}-complaint` } },
      ];
    }
  }
};

const describeMail = (mail: StoredMail) => {
  const from = `${mail.from.name} <${mail.from.address}>`;
  return {
    timestamp: new Date(mail.at).toISOString(),
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
    tags: { 'ses:configuration-set': ['kairos'], sendId: [mail.sendId], campaign: [mail.campaign] },
  };
};

/** SES with an inbox: accepts every mail, and publishes its events through SNS to the feedback queue. Writes into `table`. */
export const mailService = (props: MailServiceProps, table = emptyMailTable()): MailService => {
  const { kept, counts } = table;
  const publish = (mail: StoredMail): void => {
    for (const event of eventsOf(mail)) {
      const message = JSON.stringify({ ...event, mail: describeMail(mail) });
      props.feedback.send(snsEnvelope('feedback', props.newId(), mail.at, message));
    }
  };
  return {
    send: async (mail) => {
      const stored = { ...mail, id: props.newId(), at: props.now() };
      kept.set(stored.id, stored);
      const [oldest] = kept.keys();
      if (kept.size > props.keep && oldest !== undefined) kept.delete(oldest);
      counts.set(mail.campaign, (counts.get(mail.campaign) ?? 0) + 1);
      table.accepted += 1;
      props.onMail?.(stored);
      publish(stored);
      return { kind: 'accepted', messageId: stored.id };
    },
    inbox: (limit = Infinity) => [...kept.values()].reverse().slice(0, limit),
    find: (id) => kept.get(id),
    acceptedByCampaign: () => counts,
    accepted: () => table.accepted,
  };
};
