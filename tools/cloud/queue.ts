import type { Instant } from '../../lambdas/core/event/event.ts';
import { readBatchResponse } from './batch-response.ts';
import type { Worker } from './worker.ts';

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: Instant;
}

export interface ReceivedMessage extends QueueMessage {
  /** Changes with every receipt. */
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly firstReceivedAt: Instant;
}

export interface QueueOptions {
  readonly name: string;
  readonly visibilityTimeoutMs: number;
  /** Times a message is received before it goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly deadLetters?: Queue;
}

/** An SQS standard queue: at least once, in no promised order, invisible while somebody has it. */
export interface Queue {
  readonly name: string;
  send(body: string): string;
  receive(limit: number): readonly ReceivedMessage[];
  /** Only the newest receipt counts; an older one deletes nothing. */
  delete(receiptHandle: string): void;
  /** When something can be received; undefined: it is empty. */
  nextVisibleAt(): Instant | undefined;
  /** Visible or not. */
  size(): number;
  messages(): readonly QueueMessage[];
}

/** A message that is not deleted yet, seen by somebody or not. */
export interface HeldMessage extends QueueMessage {
  visibleAt: Instant;
  receiveCount: number;
  receiptHandle: string;
  firstReceivedAt?: Instant;
}

/** Writes into `held`. */
export const memoryQueue = (options: QueueOptions, held = new Map<string, HeldMessage>()): Queue => {
  const { now, newId } = options;
  return {
    name: options.name,
    send: (body) => {
      const id = newId();
      held.set(id, { id, body, sentAt: now(), visibleAt: now(), receiveCount: 0, receiptHandle: '' });
      return id;
    },
    receive: (limit) => {
      const received: ReceivedMessage[] = [];
      for (const message of held.values()) {
        if (received.length === limit) break;
        if (message.visibleAt > now()) continue;
        if (message.receiveCount >= options.maxReceiveCount) {
          held.delete(message.id);
          options.deadLetters?.send(message.body);
          continue;
        }
        message.receiveCount += 1;
        message.receiptHandle = `${message.id}#${message.receiveCount}`;
        message.visibleAt = now() + options.visibilityTimeoutMs;
        message.firstReceivedAt ??= now();
        received.push({ ...message, firstReceivedAt: message.firstReceivedAt });
      }
      return received;
    },
    delete: (receiptHandle) => {
      const id = receiptHandle.slice(0, receiptHandle.lastIndexOf('#'));
      if (held.get(id)?.receiptHandle === receiptHandle) held.delete(id);
    },
    nextVisibleAt: () =>
      [...held.values()].reduce<Instant | undefined>(
        (least, { visibleAt }) => (least === undefined || visibleAt < least ? visibleAt : least),
        undefined,
      ),
    size: () => held.size,
    messages: () => [...held.values()].map(({ id, body, sentAt }) => ({ id, body, sentAt })),
  };
};

export interface QueueConsumerProps {
  readonly name: string;
  readonly queue: Queue;
  readonly batchSize: number;
  /** Invocations at once. */
  readonly maximumConcurrency: number;
  readonly reportBatchItemFailures: boolean;
  readonly now: () => Instant;
  readonly invoke: (messages: readonly ReceivedMessage[]) => Promise<unknown>;
}

/**
 * Lambda's event-source mapping for SQS: what the function does not report as failed is deleted, the rest comes back
 * after its visibility timeout.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const queueConsumer = (props: QueueConsumerProps): Worker => {
  const { queue } = props;
  const isFailed = async (messages: readonly ReceivedMessage[]): Promise<(id: string) => boolean> => {
    try {
      const response = await props.invoke(messages);
      if (!props.reportBatchItemFailures) return () => false;
      const verdict = readBatchResponse(response, (id) => messages.some((message) => message.id === id));
      if (verdict.kind === 'success') return () => false;
      return verdict.kind === 'complete_failure' ? () => true : (id) => verdict.failed.has(id);
    } catch {
      return () => true;
    }
  };
  const consume = async (messages: readonly ReceivedMessage[]): Promise<void> => {
    const failed = await isFailed(messages);
    for (const { id, receiptHandle } of messages) if (!failed(id)) queue.delete(receiptHandle);
  };
  let atWork = 0;
  return {
    name: props.name,
    nextDueAt: () => (atWork < props.maximumConcurrency ? queue.nextVisibleAt() : undefined),
    runDue: async () => {
      const batches: (readonly ReceivedMessage[])[] = [];
      const before = queue.size();
      for (let number = atWork; number < props.maximumConcurrency; number += 1) {
        const messages = queue.receive(props.batchSize);
        if (messages.length === 0) break;
        batches.push(messages);
      }
      const dropped = queue.size() < before;
      atWork += batches.length;
      await Promise.all(
        batches.map((messages) =>
          consume(messages).finally(() => {
            atWork -= 1;
          }),
        ),
      );
      return batches.length > 0 || dropped;
    },
  };
};
