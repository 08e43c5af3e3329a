import type { SendId } from '../core/send/send.ts';

/** The two queues before SES. Durable once it resolves; a message may arrive twice. */
export interface SendQueues {
  /** Marketing messages that nobody has taken yet: about so many. */
  waiting(): Promise<number>;
  enqueue(messages: readonly { readonly sendId: SendId; readonly transactional: boolean }[]): Promise<void>;
}
