import { z } from 'zod';
import type { BrokerMessage } from './relayed-record.ts';

const rabbitmqEvent = z.object({
  eventSource: z.literal('aws:rmq'),
  /** By `queue::virtual host`. */
  rmqMessagesByQueue: z.record(
    z.string(),
    z.array(
      z.object({
        basicProperties: z.object({ messageId: z.string().nullish() }),
        data: z.base64(),
      }),
    ),
  ),
});

/**
 * The messages of a batch from Amazon MQ for RabbitMQ; undefined where it is none. Only a publisher's `message-id`
 * names a message: the broker itself has no name for it that a redelivery repeats.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
 */
export const readRabbitmqEvent = (event: unknown): readonly BrokerMessage[] | undefined => {
  const batch = rabbitmqEvent.safeParse(event).data;
  return (
    batch &&
    Object.entries(batch.rmqMessagesByQueue).flatMap(([queue, messages]) =>
      messages.map(({ basicProperties: { messageId }, data }) => ({
        broker: 'rabbitmq' as const,
        ...(messageId ? { name: [queue, messageId] } : {}),
        lane: queue,
        data: Buffer.from(data, 'base64'),
      })),
    )
  );
};
