import { z } from 'zod';
import type { BrokerMessage } from './relayed-record.ts';

const pubsubPush = z.object({
  subscription: z.string(),
  message: z.object({
    messageId: z.string().min(1),
    /** Absent where a message has attributes only. */
    data: z.base64().default(''),
    orderingKey: z.string().optional(),
  }),
});

/**
 * The message of a push, wrapped as Pub/Sub does it by default; undefined where it is none.
 * Source: https://cloud.google.com/pubsub/docs/push
 */
export const readPubsubPush = (push: unknown): BrokerMessage | undefined => {
  const parsed = pubsubPush.safeParse(push).data;
  if (parsed === undefined) return undefined;
  const { subscription, message } = parsed;
  return {
    broker: 'pubsub',
    name: [subscription, message.messageId],
    ...(message.orderingKey === undefined ? {} : { key: Buffer.from(message.orderingKey) }),
    // Without an ordering key Pub/Sub keeps no order itself: nothing is lost by spreading its messages.
    lane: message.messageId,
    data: Buffer.from(message.data, 'base64'),
  };
};
