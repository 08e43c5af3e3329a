import { describe, expect, it } from 'vitest';
import { memoryQueue, queueConsumer, type ReceivedMessage } from '../../../tools/cloud/queue.ts';

const aQueue = () => {
  let now = 0;
  let ids = 0;
  const base = { now: () => now, newId: () => `m${ids++}`, visibilityTimeoutMs: 30_000, maxReceiveCount: 2 };
  const deadLetters = memoryQueue({ ...base, name: 'dead', maxReceiveCount: Infinity });
  const queue = memoryQueue({ ...base, name: 'mails', deadLetters });
  return {
    queue,
    deadLetters,
    now: () => now,
    wait: (ms: number) => {
      now += ms;
    },
  };
};

const bodies = (messages: readonly { body: string }[]) => messages.map(({ body }) => body);

describe('a queue', () => {
  it('hides a received message until its visibility timeout, then counts it up', () => {
    const { queue, wait } = aQueue();
    queue.send('a');
    expect(queue.receive(10).map(({ receiveCount }) => receiveCount)).toEqual([1]);
    expect(queue.receive(10)).toEqual([]);
    wait(30_000);
    expect(queue.receive(10).map(({ receiveCount }) => receiveCount)).toEqual([2]);
  });

  it('moves a message to the dead letters when it was received often enough', () => {
    const { queue, deadLetters, wait } = aQueue();
    queue.send('poison');
    for (let round = 0; round < 3; round += 1) {
      queue.receive(10);
      wait(30_000);
    }
    expect(queue.size()).toBe(0);
    expect(bodies(deadLetters.messages())).toEqual(['poison']);
  });

  it('deletes by the newest receipt only', () => {
    const { queue, wait } = aQueue();
    queue.send('a');
    const [first] = queue.receive(1);
    wait(30_000);
    const [second] = queue.receive(1);
    queue.delete(first?.receiptHandle ?? '');
    expect(queue.size()).toBe(1);
    queue.delete(second?.receiptHandle ?? '');
    expect(queue.size()).toBe(0);
  });
});

describe('a queue and its function', () => {
  const consuming = (answer: (messages: readonly ReceivedMessage[]) => unknown) => {
    const world = aQueue();
    const invocations: string[][] = [];
    const worker = queueConsumer({
      name: 'send-email',
      queue: world.queue,
      batchSize: 2,
      maximumConcurrency: 2,
      reportBatchItemFailures: true,
      now: world.now,
      invoke: async (messages) => {
        invocations.push(bodies(messages));
        return answer(messages);
      },
    });
    return { ...world, worker, invocations };
  };

  it('invokes in batches, no more at once than the concurrency', async () => {
    const { queue, worker, invocations } = consuming(() => undefined);
    for (const body of ['a', 'b', 'c', 'd', 'e']) queue.send(body);
    await worker.runDue();
    expect(invocations).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    await worker.runDue();
    expect(queue.size()).toBe(0);
  });

  it('keeps what the function reports as failed, and deletes the rest', async () => {
    const { queue, worker } = consuming((messages) => ({
      batchItemFailures: messages.filter(({ body }) => body === 'bad').map(({ id }) => ({ itemIdentifier: id })),
    }));
    queue.send('good');
    queue.send('bad');
    await worker.runDue();
    expect(bodies(queue.messages())).toEqual(['bad']);
    expect(worker.nextDueAt()).toBe(30_000);
  });

  it('keeps everything after a throw, or an identifier it does not know', async () => {
    let calls = 0;
    const { queue, worker, wait } = consuming(() => {
      calls += 1;
      if (calls === 1) throw new Error('brown-out');
      return { batchItemFailures: [{ itemIdentifier: 'unknown' }] };
    });
    queue.send('a');
    await worker.runDue();
    expect(queue.size()).toBe(1);
    wait(30_000);
    await worker.runDue();
    expect(queue.size()).toBe(1);
  });
});
