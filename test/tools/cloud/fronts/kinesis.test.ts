import { createServer } from 'node:net';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  ListStreamsCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Decoder, Encoder } from 'cbor-x';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKinesisFront } from '../../../../tools/cloud/fronts/kinesis.ts';
import { type Front, startAll } from '../../../../tools/cloud/fronts/listen.ts';
import { streamLog } from '../../../../tools/cloud/stream-log.ts';

const aStream = () =>
  streamLog<Uint8Array>({
    name: 'events',
    shards: 2,
    retentionMs: Infinity,
    sequence: { prefix: '49', digits: 56 },
    now: () => 1_700_000_000_000,
  });

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const text = (value: string) => new TextEncoder().encode(value);

let stream = aStream();
let front: Front;
let clients: KinesisClient[] = [];

beforeEach(async () => {
  stream = aStream();
  const streams = new Map([['events', stream]]);
  front = await startKinesisFront({ streams, now: () => 1_700_000_000_000, retentionHours: 24, port: 0 });
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  clients = [];
  await front.close();
});

const aClient = (options: { http1?: boolean } = {}) => {
  const handler = options.http1 ? { requestHandler: new NodeHttpHandler() } : {};
  const client = new KinesisClient({
    region: 'eu-west-1',
    endpoint: front.url,
    credentials,
    maxAttempts: 1,
    ...handler,
  });
  clients.push(client);
  return client;
};

const contents = () =>
  stream.shards.flatMap(({ id }) => stream.read(id, 0, 1_000)).map(({ content }) => Buffer.from(content).toString());

describe.each([
  ['its default HTTP/2', {}],
  ['HTTP/1.1', { http1: true }],
])('the AWS SDK with %s', (_name, options) => {
  it('puts one record and many, and reads them back from the shards', async () => {
    const client = aClient(options);
    const one = await client.send(new PutRecordCommand({ StreamName: 'events', PartitionKey: 'ada', Data: text('1') }));
    expect(one.SequenceNumber).toMatch(/^\d{56}$/);
    const Records = Array.from({ length: 500 }, (_, index) => ({ PartitionKey: `p${index}`, Data: text(`${index}`) }));
    const many = await client.send(new PutRecordsCommand({ StreamName: 'events', Records }));
    expect([many.FailedRecordCount, many.Records?.length]).toEqual([0, 500]);

    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: 'events' }));
    let read = 0;
    for (const { ShardId } of Shards) {
      const start = { StreamName: 'events', ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
      const { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
      const { Records: got = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
      expect(got[0]?.ApproximateArrivalTimestamp?.getTime()).toBe(1_700_000_000_000);
      read += got.length;
    }
    expect(read).toBe(501);
  });

  it('learns of streams and shards', async () => {
    const client = aClient(options);
    expect((await client.send(new ListStreamsCommand({}))).StreamNames).toEqual(['events']);
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName: 'events' }));
    expect([StreamDescription?.StreamStatus, StreamDescription?.Shards?.length]).toEqual(['ACTIVE', 2]);
  });

  it('gets the errors that Kinesis would give, by their names', async () => {
    const client = aClient(options);
    const put = (Records: { PartitionKey: string; Data: Uint8Array }[], StreamName = 'events') =>
      client.send(new PutRecordsCommand({ StreamName, Records }));
    const entry = { PartitionKey: 'k', Data: text('x') };
    await expect(put([entry], 'nope')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(put(Array.from({ length: 501 }, () => entry))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(
        "'records' failed to satisfy constraint: Member must have length less than or equal to 500",
      ),
    });
    await expect(put([entry, { PartitionKey: 'k', Data: new Uint8Array(1024 * 1024 + 1) }])).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("'records.2.member.data'"),
    });
    const large = { PartitionKey: 'k', Data: new Uint8Array(1024 * 1024 - 10) };
    await expect(put(Array.from({ length: 6 }, () => large))).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    });
    expect(contents()).toEqual([]);
  });
});

describe('a client that speaks CBOR', () => {
  const post = async (target: string, body: Uint8Array) => {
    const headers = { 'content-type': 'application/x-amz-cbor-1.1', 'x-amz-target': `Kinesis_20131202.${target}` };
    const response = await fetch(front.url, { method: 'POST', headers, body: Buffer.from(body) });
    const decoder = new Decoder({ useRecords: false, mapsAsObjects: true });
    return { response, answer: decoder.decode(new Uint8Array(await response.arrayBuffer())) };
  };
  const encode = (value: unknown) => new Encoder({ useRecords: false }).encode(value);

  it('puts bytes as bytes', async () => {
    const record = { StreamName: 'events', PartitionKey: 'ada', Data: Buffer.from([0xff, 0x00]) };
    const { response, answer } = await post('PutRecord', encode(record));
    expect(response.headers.get('content-type')).toBe('application/x-amz-cbor-1.1');
    expect(answer.ShardId).toMatch(/^shardId-/);
    const records = stream.shards.flatMap(({ id }) => stream.read(id, 0, 10));
    expect(records.map(({ content }) => [...content])).toEqual([[0xff, 0x00]]);
  });

  it('gets timestamps as milliseconds under tag 1, as the AWS SDK for Java reads them', async () => {
    const headers = { 'content-type': 'application/x-amz-cbor-1.1', 'x-amz-target': 'Kinesis_20131202.ListStreams' };
    const response = await fetch(front.url, { method: 'POST', headers, body: Buffer.from(encode({})) });
    const bytes = Buffer.from(await response.arrayBuffer());
    const tagged = Buffer.concat([Buffer.from([0xc1]), Buffer.from(new Encoder().encode(1_700_000_000_000))]);
    expect(bytes.includes(tagged)).toBe(true);
  });

  it('gets errors in CBOR too', async () => {
    const { response, answer } = await post('PutRecord', encode({ StreamName: 'events' }));
    expect(response.status).toBe(400);
    expect(answer.__type).toBe('ValidationException');
    expect((await post('PutRecord', Buffer.from([0xff]))).answer.__type).toBe('SerializationException');
  });
});

describe('a Kinesis endpoint', () => {
  const postJson = (body: string, headers: Record<string, string> = {}) =>
    fetch(front.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Kinesis_20131202.PutRecord',
        ...headers,
      },
      body,
    });

  it('refuses what is no base64, no JSON, or no operation it knows', async () => {
    const type = async (response: Response) => JSON.parse(await response.text()).__type;
    const bad = JSON.stringify({ StreamName: 'events', PartitionKey: 'k', Data: '{"type":"track"}' });
    expect(await type(await postJson(bad))).toBe('SerializationException');
    expect(await type(await postJson('{'))).toBe('SerializationException');
    expect(await type(await postJson('{}', { 'x-amz-target': 'Kinesis_20131202.MergeShards' }))).toBe(
      'UnknownOperationException',
    );
  });

  it('says which port is taken and which flag changes it, and leaves nothing half-started', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const props = { streams: new Map(), now: () => 0, retentionHours: 24 };
    let first: Front | undefined;
    const starting = startAll({
      one: async () => {
        first = await startKinesisFront({ ...props, port: 0 });
        return first;
      },
      two: () => startKinesisFront({ ...props, port }),
    });
    await expect(starting).rejects.toThrow(
      new RegExp(`port ${port} for the Kinesis endpoint .* --kinesis-port <port>`),
    );
    await expect(fetch(first?.url ?? '')).rejects.toThrow();
    await new Promise((resolve) => other.close(resolve));
  });
});
