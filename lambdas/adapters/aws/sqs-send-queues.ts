import { GetQueueAttributesCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SendId } from '../../core/send/send.ts';
import type { Clock, Random } from '../../ports/clock.ts';
import type { SendQueues } from '../../ports/send-queues.ts';
import { jitteredWait } from '../../steps/wait-out.ts';

/** SQS's limit of entries in a batch. */
const MESSAGES_A_CALL = 10;
const TRIES = 6;

export interface SqsSendQueuesOptions {
  readonly client: SQSClient;
  readonly transactionalUrl: string;
  readonly marketingUrl: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** The two send queues. Of a batch that SQS took in part, only the rest is sent again; then it throws. */
export const sqsSendQueues = (options: SqsSendQueuesOptions): SendQueues => {
  const { client, transactionalUrl, marketingUrl, clock, random } = options;

  const sendBatch = async (QueueUrl: string, ids: readonly SendId[]): Promise<void> => {
    let left = ids.map((sendId, index) => ({ Id: String(index), MessageBody: JSON.stringify({ sendId }) }));
    for (let tries = 0; left.length > 0; tries += 1) {
      if (tries === TRIES) throw new Error('SQS did not take every message');
      if (tries > 0) await clock.sleep(jitteredWait(random, tries));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: left }));
      const failed = new Set(Failed.map(({ Id }) => Id));
      left = left.filter(({ Id }) => failed.has(Id));
    }
  };

  return {
    waiting: async () => {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: marketingUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    },
    enqueue: async (messages) => {
      for (const [queueUrl, transactional] of [[transactionalUrl, true] as const, [marketingUrl, false] as const]) {
        const ids = messages.filter((message) => message.transactional === transactional).map(({ sendId }) => sendId);
        for (let from = 0; from < ids.length; from += MESSAGES_A_CALL)
          await sendBatch(queueUrl, ids.slice(from, from + MESSAGES_A_CALL));
      }
    },
  };
};
