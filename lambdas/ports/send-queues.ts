import type { SendId } from '../core/send/send.ts';

/** The two queues before SES. Durable once it resolves; a message may arrive twice. */
export interface SendQueues {
  enqueue(messages: readonly { readonly sendId: SendId; readonly transactional: boolean }[]): Promise<void>;
}
