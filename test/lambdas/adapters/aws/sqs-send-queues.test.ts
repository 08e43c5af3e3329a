import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { sqsSendQueues } from '../../../../lambdas/adapters/aws/sqs-send-queues.ts';
import { aSendId } from '../../../builders/send.ts';
import { aFixedRandom, aSleeperClock } from '../../../builders/virtual-time.ts';

const sqs = mockClient(SQSClient);

beforeEach(() => {
  sqs.reset();
});

describe('the send queues', () => {
  const queues = (clock = aSleeperClock()) =>
    sqsSendQueues({
      client: new SQSClient({}),
      ...{ transactionalUrl: 'https://sqs/transactional', marketingUrl: 'https://sqs/marketing' },
      ...{ clock, random: aFixedRandom() },
    });
  const messages = (count: number, transactional = false) =>
    Array.from({ length: count }, (_, index) => ({ sendId: aSendId(`s${index}`), transactional }));

  it('take ten messages a call, each kind in its own queue', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    await queues().enqueue([...messages(11), ...messages(2, true)]);
    const calls = sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input);
    expect(calls.map(({ QueueUrl, Entries }) => [QueueUrl, Entries?.length])).toEqual([
      ['https://sqs/transactional', 2],
      ['https://sqs/marketing', 10],
      ['https://sqs/marketing', 1],
    ]);
    expect(calls[0]?.Entries?.[0]?.MessageBody).toBe(JSON.stringify({ sendId: aSendId('s0') }));
  });

  it('are sent again only what they did not take, and in the end it is said', async () => {
    const failed = { Failed: [{ Id: '1', SenderFault: false, Code: 'InternalError' }], Successful: [] };
    sqs.on(SendMessageBatchCommand).resolvesOnce(failed).resolves({ Successful: [], Failed: [] });
    await queues().enqueue(messages(3));
    expect(sqs.commandCalls(SendMessageBatchCommand)[1]?.args[0].input.Entries).toMatchObject([{ Id: '1' }]);
    sqs.reset();
    sqs.on(SendMessageBatchCommand).resolves(failed);
    await expect(queues().enqueue(messages(3))).rejects.toThrow('SQS did not take every message');
  });
});
