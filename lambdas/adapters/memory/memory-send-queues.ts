import type { SendQueues } from '../../ports/send-queues.ts';

export type SendQueueName = 'transactional' | 'marketing';

/** Hands each message's body to `deliver`, which plays the queue and its event source. */
export const memorySendQueues = (deliver: (queue: SendQueueName, body: string) => void): SendQueues => ({
  enqueue: async (messages) => {
    for (const { sendId, transactional } of messages)
      deliver(transactional ? 'transactional' : 'marketing', JSON.stringify({ sendId }));
  },
});
