import type { Instant } from '../../lambdas/core/event/event.ts';
import type { SendId } from '../../lambdas/core/send/send.ts';
import type { Mailer, TestMail, TestMailer } from '../../lambdas/ports/mailer.ts';
import { snsEnvelope } from './aws-events.ts';
import { type Mailboxes, whatBecomesOf } from './mailbox/recipients.ts';
import { type Happening, happenings, type Visitor, withMail } from './mailbox/ses-event.ts';
import { trackedLinks } from './mailbox/tracked-links.ts';

export interface StoredMail extends TestMail {
  readonly id: string;
  /** Absent: a test, which counts for nothing. */
  readonly sendId?: SendId;
  readonly at: Instant;
}

export interface MailServiceProps {
  readonly now: () => Instant;
  readonly newId: () => string;
  /** Where the configuration set's event destination ends: a queue that subscribes to its topic. */
  readonly feedback: { send(body: string): void };
  /** Mails kept, oldest out first: a replay of a year must fit into memory. */
  readonly keep: number;
  readonly mailboxes: Mailboxes;
  readonly onMail?: (mail: StoredMail) => void;
}

export interface MailService extends Mailer, TestMailer {
  /** Newest first. */
  inbox(limit?: number): readonly StoredMail[];
  find(id: string): StoredMail | undefined;
  /** Somebody follows a link of a mail, by its place from 0: where it leads, as the mail has it; undefined where nowhere. */
  follow(id: string, place: number, who: Visitor): string | undefined;
  /** When something becomes of a mail next; undefined: nothing does. */
  nextHappeningAt(): Instant | undefined;
  /** Publishes what has become of mails by now; false where nothing has. */
  publishDue(): boolean;
  /** Mails accepted by campaign, also those no longer kept. */
  acceptedByCampaign(): ReadonlyMap<string, number>;
  accepted(): number;
}

/** What the service remembers. */
export interface MailTable {
  readonly kept: Map<string, StoredMail>;
  readonly counts: Map<string, number>;
  /** SES's events that are still to come, the next one first. */
  readonly coming: { readonly at: Instant; readonly message: string }[];
  accepted: number;
}

export const emptyMailTable = (): MailTable => ({ kept: new Map(), counts: new Map(), coming: [], accepted: 0 });

/** SES with an inbox: accepts every mail, and publishes its events through SNS to the feedback queue. Writes into `table`. */
export const mailService = (props: MailServiceProps, table = emptyMailTable()): MailService => {
  const { now } = props;
  const { kept, counts, coming } = table;
  const publish = (message: string): void =>
    props.feedback.send(snsEnvelope('feedback', props.newId(), now(), message));
  const expect = (mail: StoredMail, { at, event }: Happening): void => {
    const message = withMail(mail, event);
    if (at <= now()) publish(message);
    else coming.splice(coming.findLastIndex((earlier) => earlier.at <= at) + 1, 0, { at, message });
  };
  const accept = (mail: TestMail): StoredMail => {
    const stored = { ...mail, id: props.newId(), at: now() };
    kept.set(stored.id, stored);
    const [oldest] = kept.keys();
    if (kept.size > props.keep && oldest !== undefined) kept.delete(oldest);
    props.onMail?.(stored);
    for (const happening of whatBecomesOf(stored, props.mailboxes)) expect(stored, happening);
    return stored;
  };
  return {
    send: async (mail) => {
      counts.set(mail.campaign, (counts.get(mail.campaign) ?? 0) + 1);
      table.accepted += 1;
      return { kind: 'accepted', messageId: accept(mail).id };
    },
    sendTest: async (mail) => ({ kind: 'accepted', messageId: accept(mail).id }),
    follow: (id, place, who) => {
      const mail = kept.get(id);
      const link = mail === undefined ? undefined : trackedLinks(mail.html)[place];
      if (mail === undefined || link === undefined) return undefined;
      expect(mail, happenings.clicked(now(), who, link));
      return link.url;
    },
    nextHappeningAt: () => coming[0]?.at,
    publishDue: () => {
      const due = coming.findIndex(({ at }) => at > now());
      const published = coming.splice(0, due === -1 ? coming.length : due);
      for (const { message } of published) publish(message);
      return published.length > 0;
    },
    inbox: (limit = Infinity) => [...kept.values()].reverse().slice(0, limit),
    find: (id) => kept.get(id),
    acceptedByCampaign: () => counts,
    accepted: () => table.accepted,
  };
};
