import type { SendQueues } from '../../ports/send-queues.ts';

export type SendQueueName = 'transactional' | 'marketing';

/** Hands each message's body to `deliver`, which plays the queue and its event source; `waiting` tells what is left there. */
export const memorySendQueues = (
  deliver: (queue: SendQueueName, body: string) => void,
  waiting: () => number = () => 0,
): SendQueues => ({
  waiting: async () => waiting(),
  enqueue: async (messages) => {
    for (const { sendId, transactional } of messages)
      deliver(transactional ? 'transactional' : 'marketing', JSON.stringify({ sendId }));
  },
});
