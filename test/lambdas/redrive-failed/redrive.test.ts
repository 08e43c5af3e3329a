import { describe, expect, it } from 'vitest';
import { failedEventsIn } from '../../../lambdas/adapters/failed-events.ts';
import { memoryEventStream } from '../../../lambdas/adapters/memory/event-stream.ts';
import { memoryObjectStore } from '../../../lambdas/adapters/memory/object-store.ts';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import validators from '../../../lambdas/generated/validators.js';
import { redriveFailed } from '../../../lambdas/redrive-failed/redrive.ts';
import { aKinesisEvent } from '../../builders/kinesis-event.ts';
import { aRecord } from '../../builders/record.ts';

const at = (sequence: string) => ({ shard: 'shardId-000000000000', sequence, subSequence: 0 });
const garbage = aRecord(new Uint8Array([0xde, 0xad]), { partitionKey: 'u-7' });
const nameless = aRecord({ type: 'track' }, { partitionKey: 'u-8', position: at('1002') });

const givenUp = (stream: string) =>
  Buffer.from(
    JSON.stringify({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 8 },
      version: '1.0',
      KinesisBatchInfo: { shardId: 'shardId-000000000000', streamArn: `arn:aws:kinesis:eu-west-1:1:stream/${stream}` },
      payload: JSON.stringify(aKinesisEvent([garbage, nameless], stream)),
    }),
  );

const setUp = async (stream = memoryEventStream()) => {
  const failed = memoryObjectStore();
  const failures = [garbage, nameless].flatMap((record) => decodeRecord(record, validators).failures);
  await failedEventsIn(failed).put(failures);
  return { failed, stream, redrive: redriveFailed({ failed, events: stream, streamName: 'events' }) };
};

describe('redriving', () => {
  it('puts raw bytes back under their old keys, and moves the objects away', async () => {
    const { failed, stream, redrive } = await setUp();
    expect(await redrive({})).toEqual({ redriven: 2, recordsPutBack: 2, left: 0, notOurs: 0 });
    expect(stream.records.map(({ partitionKey }) => partitionKey).sort()).toEqual(['u-7', 'u-8']);
    expect(stream.records.map(({ data }) => Buffer.from(data).toString('hex'))).toContain('dead');
    expect([...failed.objects.keys()].every((key) => key.startsWith('redriven/failed/reason='))).toBe(true);
    expect(await redrive({})).toMatchObject({ redriven: 0, recordsPutBack: 0 });
  });

  it('puts a batch that Lambda gave up back whole', async () => {
    const { failed, stream, redrive } = await setUp();
    await failed.put('aws/lambda/1/shardId-000000000000/2026/11/24/x', givenUp('events'), 'application/json');
    expect(await redrive({ prefix: 'aws/lambda/' })).toMatchObject({ redriven: 1, recordsPutBack: 2 });
    expect(stream.records).toMatchObject([{ partitionKey: 'u-7' }, { partitionKey: 'u-8' }]);
  });

  it("leaves other streams' batches and foreign files where they are", async () => {
    const { failed, stream, redrive } = await setUp();
    await failed.put('aws/lambda/changes', givenUp('changes'), 'application/json');
    await failed.put('aws/lambda/readme', Buffer.from('hello'), 'text/plain');
    expect(await redrive({ prefix: 'aws/' })).toEqual({ redriven: 0, recordsPutBack: 0, left: 0, notOurs: 2 });
    expect(stream.records).toEqual([]);
  });

  it('leaves what the stream does not take for the next run', async () => {
    const { failed, redrive } = await setUp(
      memoryEventStream({ refuse: ({ partitionKey }) => partitionKey === 'u-8' }),
    );
    expect(await redrive({})).toMatchObject({ redriven: 1, left: 1 });
    expect([...failed.objects.keys()].filter((key) => key.startsWith('failed/'))).toHaveLength(1);
  });

  it('keeps to a reason and to a limit', async () => {
    const { redrive } = await setUp();
    expect(await redrive({ prefix: 'failed/reason=not_json/' })).toMatchObject({ redriven: 1 });
    expect(await redrive({ limit: 1 })).toMatchObject({ redriven: 1 });
  });

  it('refuses to redrive what was redriven', async () => {
    const { redrive } = await setUp();
    await expect(redrive({ prefix: 'redriven/' })).rejects.toThrow('put back already');
  });
});
