import { z } from 'zod';
import type { Instant } from '../core/event/event.ts';
import type { SendId } from '../core/send/send.ts';
import type { Reported } from '../core/send/transitions.ts';
import { jsonText } from './json-text.ts';

/** What SES says of one mail. */
export interface Feedback {
  readonly kind: 'feedback';
  /** SES's name for it, or `other`. */
  readonly event: string;
  /** What it makes of the send; absent for what is only counted: opens, clicks, delays. */
  readonly state?: Reported;
  readonly suppression?: 'bounced' | 'complained';
  readonly at: Instant;
  readonly sendId: SendId;
  readonly sesMessageId: string;
  /** Whom the mail was for, where it was one address. */
  readonly recipient?: string;
}

export type DecodedFeedback =
  | Feedback
  /** SNS's own notices, and mail that is not ours. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'malformed' };

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const stamped = z.object({ timestamp: time });

const sesEvent = jsonText(
  z
    .object({
      eventType: z.string().optional(),
      notificationType: z.string().optional(), // SES's older form
      mail: z.object({
        timestamp: time,
        messageId: z.string().min(1),
        destination: z.array(z.string()).default([]),
        tags: z.record(z.string(), z.array(z.string())).default({}),
      }),
      bounce: stamped.extend({ bounceType: z.string() }).optional(),
      complaint: stamped.optional(),
      delivery: stamped.optional(),
    })
    .transform((event) => ({ ...event, type: event.eventType ?? event.notificationType ?? '' })),
);

const envelope = jsonText(z.object({ Type: z.string(), Message: z.string() }));

/** Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html#event-publishing-retrieving-sns-contents-event-types */
const KINDS: ReadonlySet<string> = new Set([
  ...['Send', 'Reject', 'Delivery', 'Bounce', 'Complaint', 'Open', 'Click', 'DeliveryDelay', 'Subscription'],
  'Rendering Failure',
]);

/** SNS tries out a new subscription with a text that is no JSON. */
const TRIAL = 'Successfully validated SNS topic';

/**
 * Reads a message of the feedback queue: an SNS envelope around SES's event. Never throws.
 * Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const decodeFeedback = (body: string): DecodedFeedback => {
  const outer = envelope.safeParse(body);
  if (!outer.success) return { kind: 'malformed' };
  if (outer.data.Type !== 'Notification' || outer.data.Message.startsWith(TRIAL)) return { kind: 'foreign' };
  const inner = sesEvent.safeParse(outer.data.Message);
  if (!inner.success || inner.data.type === '') return { kind: 'malformed' };
  const { mail, bounce, complaint, delivery, type } = inner.data;
  const sendId = mail.tags.sendId?.[0];
  if (sendId === undefined) return { kind: 'foreign' };
  const about = {
    kind: 'feedback' as const,
    event: KINDS.has(type) ? type : 'other',
    sendId: sendId as SendId,
    sesMessageId: mail.messageId,
    recipient: mail.destination.length === 1 ? mail.destination[0] : undefined,
  };
  switch (type) {
    case 'Send':
      return { ...about, state: 'sent', at: mail.timestamp };
    case 'Delivery':
      return { ...about, state: 'delivered', at: delivery?.timestamp ?? mail.timestamp };
    case 'Bounce': {
      const suppression = bounce?.bounceType === 'Permanent' ? 'bounced' : undefined;
      return { ...about, state: 'bounced', suppression, at: bounce?.timestamp ?? mail.timestamp };
    }
    case 'Complaint':
      return { ...about, state: 'complained', suppression: 'complained', at: complaint?.timestamp ?? mail.timestamp };
    case 'Reject':
      return { ...about, state: 'failed', at: mail.timestamp };
    default:
      return { ...about, at: mail.timestamp };
  }
};
