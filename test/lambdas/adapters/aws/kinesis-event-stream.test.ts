import { KinesisClient, PutRecordsCommand, type PutRecordsCommandInput } from '@aws-sdk/client-kinesis';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { kinesisEventStream } from '../../../../lambdas/adapters/aws/kinesis-event-stream.ts';
import { aFixedRandom, aSleeperClock } from '../../../builders/virtual-time.ts';

const kinesis = mockClient(KinesisClient);
const stored = { SequenceNumber: '1', ShardId: 'shardId-000000000000' };
const refused = { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'slow down' };
const records = (count: number, bytes = 10) =>
  Array.from({ length: count }, (_, n) => ({ partitionKey: `u-${n}`, data: new Uint8Array(bytes) }));

const aStream = () => {
  const clock = aSleeperClock();
  const client = new KinesisClient({ region: 'eu-west-1' });
  return { clock, stream: kinesisEventStream({ client, streamName: 'events', clock, random: aFixedRandom() }) };
};
const keysOfCall = (call: number) =>
  kinesis.commandCalls(PutRecordsCommand)[call]?.args[0].input.Records?.map(({ PartitionKey }) => PartitionKey);
const storeAll = (input: PutRecordsCommandInput) => ({ Records: (input.Records ?? []).map(() => stored) });

beforeEach(() => kinesis.reset());

describe('putting records on Kinesis', () => {
  it('sends at most 500 records a call', async () => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    expect(await aStream().stream.put(records(1201))).toEqual([]);
    expect(kinesis.commandCalls(PutRecordsCommand).map((call) => call.args[0].input.Records?.length)).toEqual([
      500, 500, 201,
    ]);
  });

  it('sends at most 5 MiB a call', async () => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    await aStream().stream.put(records(7, 1_000_000));
    expect(kinesis.commandCalls(PutRecordsCommand).map((call) => call.args[0].input.Records?.length)).toEqual([5, 2]);
  });

  it('puts again only what failed, after a wait', async () => {
    kinesis
      .on(PutRecordsCommand)
      .resolvesOnce({ FailedRecordCount: 1, Records: [stored, refused, stored] })
      .resolvesOnce({ FailedRecordCount: 0, Records: [stored] });
    const { clock, stream } = aStream();
    expect(await stream.put(records(3))).toEqual([]);
    expect(keysOfCall(1)).toEqual(['u-1']);
    expect(clock.slept).toEqual([25]);
  });

  it('says which records are not stored once its attempts are spent', async () => {
    kinesis
      .on(PutRecordsCommand)
      .resolvesOnce({ Records: [stored, refused, refused] })
      .resolves({ Records: [refused, refused] });
    const { clock, stream } = aStream();
    expect(await stream.put(records(3))).toEqual([1, 2]);
    expect(clock.slept).toEqual([25, 50, 100, 200, 400]);
  });

  it('does not let one impossible record fail the others', async () => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    const [first, second] = records(2);
    const huge = { partitionKey: 'u-x', data: new Uint8Array(1024 * 1024) };
    expect(await aStream().stream.put([first, huge, second].filter((record) => record !== undefined))).toEqual([1]);
    expect(keysOfCall(0)).toEqual(['u-0', 'u-1']);
  });

  it.each(['', 'k'.repeat(257)])('lets no key that Kinesis refuses fail a whole call: %j', async (partitionKey) => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    expect(await aStream().stream.put([{ partitionKey, data: new Uint8Array(1) }, ...records(1)])).toEqual([0]);
    expect(keysOfCall(0)).toEqual(['u-0']);
  });

  it.each(['ProvisionedThroughputExceededException', 'InternalFailure'])('puts again after %s', async (ErrorCode) => {
    kinesis
      .on(PutRecordsCommand)
      .resolvesOnce({ FailedRecordCount: 1, Records: [{ ErrorCode, ErrorMessage: 'no' }] })
      .resolves({ Records: [stored] });
    expect(await aStream().stream.put(records(1))).toEqual([]);
  });

  it('calls nobody for nothing', async () => {
    expect(await aStream().stream.put([])).toEqual([]);
    expect(kinesis.commandCalls(PutRecordsCommand)).toHaveLength(0);
  });

  it('throws what fails as a whole', async () => {
    kinesis.on(PutRecordsCommand).rejects(new Error('no such stream'));
    await expect(aStream().stream.put(records(1))).rejects.toThrow('no such stream');
  });
});
