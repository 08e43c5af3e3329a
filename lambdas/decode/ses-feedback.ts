import { z } from 'zod';
import { assertNever } from '../core/assert-never.ts';
import type { Instant } from '../core/event/event.ts';
import type { MailNews } from '../core/feedback/hear.ts';
import type { MailNote } from '../core/feedback/mail-note.ts';
import { digest } from '../core/hash.ts';
import { LINK_TAG } from '../core/send/mark-links.ts';
import type { SendId } from '../core/send/send.ts';
import { jsonText } from './json-text.ts';

/** SES's names of its events. Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
const KINDS = [
  ...(['Send', 'Reject', 'Delivery', 'Bounce', 'Complaint', 'Open', 'Click', 'DeliveryDelay', 'Subscription'] as const),
  'Rendering Failure',
] as const;
/** One of its complaints says the opposite. */
export type FeedbackKind = (typeof KINDS)[number] | 'Not Spam';

/** What SES says of one mail. */
export interface Feedback extends Pick<MailNews, 'state' | 'acceptedAt' | 'deliveredAt' | 'sesMessageId'> {
  readonly kind: 'feedback';
  readonly event: FeedbackKind;
  readonly suppression?: 'bounced' | 'complained';
  /** Does SES hold this bounce or complaint against the sender? */
  readonly isCounted: boolean;
  /** When it happened. */
  readonly at: Instant;
  /** The same for SES's same event, however often it comes. */
  readonly id: string;
  readonly sendId: SendId;
  /** Whom the mail was for, where it was one address. */
  readonly recipient?: string;
  readonly bounceType?: string;
  /** What it notes of the mail; whether a program did it, its user agent may tell. */
  readonly noted?: Pick<MailNote, 'kind' | 'link'> & { readonly userAgent?: string; readonly linkUrl?: string };
}

/** Why a message of the queue says nothing of any mail. */
export type Unreadable = 'no_envelope' | 'not_json' | 'no_event';

export type DecodedFeedback =
  | Feedback
  /** SNS's own notices, and mail that is not ours. */
  | { readonly kind: 'foreign' }
  /** Of our mail, and of a kind that this release does not know. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'malformed'; readonly reason: Unreadable };

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const stamped = z.object({ timestamp: time });
const looked = stamped.extend({ userAgent: z.string().optional() });

const sesEvent = z
  .object({
    eventType: z.string().optional(),
    notificationType: z.string().optional(), // SES's older form
    mail: z.object({
      timestamp: time,
      messageId: z.string().min(1),
      destination: z.array(z.string()).default([]),
      tags: z.record(z.string(), z.array(z.string())).default({}),
    }),
    bounce: stamped.extend({ bounceType: z.string(), bounceSubType: z.string().optional() }).optional(),
    complaint: stamped
      .extend({ complaintSubType: z.string().nullish(), complaintFeedbackType: z.string().nullish() })
      .optional(),
    delivery: stamped.optional(),
    open: looked.optional(),
    click: looked
      .extend({ link: z.string().optional(), linkTags: z.record(z.string(), z.array(z.string())).nullish() })
      .optional(),
    deliveryDelay: stamped.optional(),
    subscription: stamped.optional(),
  })
  .transform((event) => ({ ...event, type: event.eventType ?? event.notificationType ?? '' }))
  .refine(({ type }) => type !== '');
type SesEvent = z.output<typeof sesEvent>;

const envelope = jsonText(z.object({ Type: z.string(), Message: z.string() }));
const anyJson = jsonText(z.unknown());

/** SNS tries out a new subscription with a text that is no JSON. */
const TRIAL = 'Successfully validated SNS topic';

/**
 * Reads a message of the feedback queue: an SNS envelope around SES's event. Never throws.
 * Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const decodeFeedback = (body: string): DecodedFeedback => {
  const outer = envelope.safeParse(body);
  if (!outer.success) return { kind: 'malformed', reason: 'no_envelope' };
  if (outer.data.Type !== 'Notification' || outer.data.Message.startsWith(TRIAL)) return { kind: 'foreign' };
  const document = anyJson.safeParse(outer.data.Message);
  if (!document.success) return { kind: 'malformed', reason: 'not_json' };
  const inner = sesEvent.safeParse(document.data);
  if (!inner.success) return { kind: 'malformed', reason: 'no_event' };
  const { mail, type } = inner.data;
  const sendId = mail.tags.sendId?.[0];
  if (sendId === undefined) return { kind: 'foreign' };
  const event = kindOf(inner.data);
  if (event === undefined) return { kind: 'unknown' };
  const said = whatIsSaid(event, inner.data);
  const { noted } = said;
  return {
    ...said,
    kind: 'feedback',
    event,
    isCounted: isCountedBySes(inner.data),
    id: digest('feedback', type, mail.messageId, String(said.at), noted?.link ?? '', noted?.linkUrl ?? ''),
    sendId: sendId as SendId,
    sesMessageId: mail.messageId,
    acceptedAt: mail.timestamp,
    ...(mail.destination.length === 1 ? { recipient: mail.destination[0] } : {}),
  };
};

const kindOf = ({ type, complaint }: SesEvent): FeedbackKind | undefined =>
  type === 'Complaint' && complaint?.complaintFeedbackType === 'not-spam'
    ? 'Not Spam'
    : KINDS.find((kind) => kind === type);

/** Such a mail never left SES: the address is on the account's own list. */
const NEVER_TRIED = 'OnAccountSuppressionList';

/**
 * Out-of-office replies come as transient bounces, and SES counts neither them nor full mailboxes.
 * Source: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
 */
const isCountedBySes = ({ bounce, complaint }: SesEvent): boolean =>
  bounce === undefined
    ? complaint?.complaintSubType !== NEVER_TRIED
    : bounce.bounceType === 'Permanent' && bounce.bounceSubType !== NEVER_TRIED;

/** Whatever SES tells of a mail afterwards, it has taken it. */
const whatIsSaid = (
  event: FeedbackKind,
  { mail, bounce, complaint, delivery, open, click, deliveryDelay, subscription }: SesEvent,
): Pick<Feedback, 'state' | 'suppression' | 'at' | 'deliveredAt' | 'bounceType' | 'noted'> => {
  switch (event) {
    case 'Send':
      return { state: 'sent', at: mail.timestamp };
    case 'Delivery': {
      const at = delivery?.timestamp ?? mail.timestamp;
      return { state: 'delivered', at, deliveredAt: at };
    }
    case 'Bounce': {
      const bounceType = bounce?.bounceType ?? 'Undetermined';
      const isFinal = bounceType === 'Permanent';
      const at = bounce?.timestamp ?? mail.timestamp;
      return { state: 'bounced', ...(isFinal ? { suppression: 'bounced' } : {}), at, bounceType };
    }
    case 'Complaint':
      return { state: 'complained', suppression: 'complained', at: complaint?.timestamp ?? mail.timestamp };
    case 'Not Spam':
      return { state: 'delivered', at: complaint?.timestamp ?? mail.timestamp };
    case 'Reject':
    case 'Rendering Failure':
      return { state: 'failed', at: mail.timestamp };
    case 'Open':
      return {
        state: 'sent',
        at: open?.timestamp ?? mail.timestamp,
        noted: { kind: 'open', userAgent: open?.userAgent },
      };
    case 'Click':
      return {
        state: 'sent',
        at: click?.timestamp ?? mail.timestamp,
        noted: {
          kind: 'click',
          userAgent: click?.userAgent,
          link: click?.linkTags?.[LINK_TAG]?.[0],
          linkUrl: click?.link,
        },
      };
    case 'DeliveryDelay':
      return { state: 'sent', at: deliveryDelay?.timestamp ?? mail.timestamp, noted: { kind: 'delay' } };
    case 'Subscription':
      return { state: 'sent', at: subscription?.timestamp ?? mail.timestamp, noted: { kind: 'subscription' } };
    default:
      return assertNever(event);
  }
};
