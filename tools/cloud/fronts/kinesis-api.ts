import { z } from 'zod';
import type { Instant } from '../../../lambdas/core/event/event.ts';
import { streamArn } from '../aws-events.ts';
import type { Shard, StreamLog } from '../stream-log.ts';
import { KinesisError, validationMessage } from './kinesis-error.ts';

const RECORD_BYTES = 1024 * 1024;
const REQUEST_BYTES = 5 * 1024 * 1024;
const READ_BYTES = 10 * 1024 * 1024;

export interface KinesisApiProps {
  readonly streams: ReadonlyMap<string, StreamLog<Uint8Array>>;
  readonly now: () => Instant;
  readonly retentionHours: number;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const blob = z
  .union([z.instanceof(Uint8Array), z.string()])
  .transform((value) => {
    if (typeof value !== 'string') return new Uint8Array(value);
    if (!BASE64.test(value)) throw new KinesisError('SerializationException', 'Data is not valid base64.');
    return new Uint8Array(Buffer.from(value, 'base64'));
  })
  .refine((bytes) => bytes.length <= RECORD_BYTES, {
    error: `Member must have length less than or equal to ${RECORD_BYTES}`,
  });

const streamName = { StreamName: z.string().min(1).max(128).optional(), StreamARN: z.string().optional() };
const record = z.object({
  Data: blob,
  PartitionKey: z.string().min(1).max(256),
  ExplicitHashKey: z
    .string()
    .regex(/^(0|[1-9]\d{0,38})$/)
    .optional(),
});

const inputs = {
  PutRecord: z.object({ ...streamName, ...record.shape }),
  PutRecords: z.object({ ...streamName, Records: z.array(record).min(1).max(500) }),
  DescribeStream: z.object(streamName),
  DescribeStreamSummary: z.object(streamName),
  ListStreams: z.object({}),
  ListShards: z.object(streamName),
  GetShardIterator: z.object({
    ...streamName,
    ShardId: z.string().min(1),
    ShardIteratorType: z.enum([
      'AT_SEQUENCE_NUMBER',
      'AFTER_SEQUENCE_NUMBER',
      'AT_TIMESTAMP',
      'TRIM_HORIZON',
      'LATEST',
    ]),
    StartingSequenceNumber: z.string().optional(),
    /** Seconds in JSON, a date in CBOR. */
    Timestamp: z.union([z.number().transform((seconds) => seconds * 1000), z.date().transform(Number)]).optional(),
  }),
  GetRecords: z.object({
    ShardIterator: z.string().min(1),
    Limit: z.number().int().min(1).max(10_000).default(10_000),
  }),
} as const;

const place = z.object({ stream: z.string(), shard: z.string(), offset: z.number().int() });

const iteratorFor = (position: z.infer<typeof place>): string =>
  Buffer.from(JSON.stringify(position)).toString('base64');

const describeShard = (shard: Shard) => ({
  ShardId: shard.id,
  HashKeyRange: { StartingHashKey: String(shard.firstHashKey), EndingHashKey: String(shard.lastHashKey) },
  SequenceNumberRange: { StartingSequenceNumber: shard.firstSequence },
});

/** The operations of Kinesis that producers and readers use. Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/ */
export const kinesisApi = ({ streams, now, retentionHours }: KinesisApiProps) => {
  const createdAt = new Date(now());
  const find = ({ StreamName, StreamARN }: { StreamName?: string | undefined; StreamARN?: string | undefined }) => {
    const name = StreamName ?? StreamARN?.split('/').at(-1);
    if (name === undefined)
      throw new KinesisError('ValidationException', 'Either StreamName or StreamARN must be given.');
    const stream = streams.get(name);
    if (stream === undefined)
      throw new KinesisError('ResourceNotFoundException', `Stream ${name} under account 000000000000 not found.`);
    return stream;
  };
  const append = (stream: StreamLog<Uint8Array>, { PartitionKey, Data, ExplicitHashKey }: z.infer<typeof record>) => {
    const hashKey = ExplicitHashKey === undefined ? undefined : BigInt(ExplicitHashKey);
    const { shardId, sequence } = stream.append(PartitionKey, Data, hashKey);
    return { ShardId: shardId, SequenceNumber: sequence };
  };
  const summary = (stream: StreamLog<Uint8Array>) => ({
    StreamName: stream.name,
    StreamARN: streamArn(stream.name),
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    RetentionPeriodHours: retentionHours,
    StreamCreationTimestamp: createdAt,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'NONE',
  });
  const offsetFor = (stream: StreamLog<Uint8Array>, input: z.infer<(typeof inputs)['GetShardIterator']>): number => {
    const { ShardId } = input;
    if (!stream.shards.some(({ id }) => id === ShardId))
      throw new KinesisError('ResourceNotFoundException', `Shard ${ShardId} in stream ${stream.name} does not exist.`);
    const all = () => stream.read(ShardId, 0, Infinity);
    const firstWhere = (wanted: (record: { sequence: string; arrivedAt: number }) => boolean): number =>
      all().find(wanted)?.offset ?? stream.end(ShardId);
    const start = input.StartingSequenceNumber;
    switch (input.ShardIteratorType) {
      case 'TRIM_HORIZON':
        return stream.oldest(ShardId);
      case 'LATEST':
        return stream.end(ShardId);
      case 'AT_TIMESTAMP':
        return firstWhere(({ arrivedAt }) => arrivedAt >= (input.Timestamp ?? 0));
      case 'AT_SEQUENCE_NUMBER':
      case 'AFTER_SEQUENCE_NUMBER':
        if (start === undefined)
          throw new KinesisError('InvalidArgumentException', 'StartingSequenceNumber must be given for this type.');
        return firstWhere(({ sequence }) =>
          input.ShardIteratorType === 'AT_SEQUENCE_NUMBER' ? sequence >= start : sequence > start,
        );
    }
  };
  const readFrom = (ShardIterator: string): z.infer<typeof place> => {
    try {
      return place.parse(JSON.parse(Buffer.from(ShardIterator, 'base64').toString()));
    } catch {
      throw new KinesisError('InvalidArgumentException', 'Invalid ShardIterator.');
    }
  };
  const operations: { readonly [Name in keyof typeof inputs]: (input: z.infer<(typeof inputs)[Name]>) => object } = {
    PutRecord: (input) => {
      if (input.Data.length + Buffer.byteLength(input.PartitionKey) > RECORD_BYTES)
        throw new KinesisError('ValidationException', 'Record with its partition key is larger than 1 MiB.');
      return { ...append(find(input), input), EncryptionType: 'NONE' };
    },
    PutRecords: (input) => {
      const bytes = input.Records.reduce((sum, { Data, PartitionKey }) => sum + Data.length + PartitionKey.length, 0);
      if (bytes > REQUEST_BYTES) throw new KinesisError('InvalidArgumentException', 'Records size exceeds 5 MB limit');
      const stream = find(input);
      return {
        FailedRecordCount: 0,
        Records: input.Records.map((entry) => append(stream, entry)),
        EncryptionType: 'NONE',
      };
    },
    DescribeStream: (input) => {
      const stream = find(input);
      return {
        StreamDescription: { ...summary(stream), Shards: stream.shards.map(describeShard), HasMoreShards: false },
      };
    },
    DescribeStreamSummary: (input) => {
      const stream = find(input);
      const counts = { OpenShardCount: stream.shards.length, ConsumerCount: 0 };
      return { StreamDescriptionSummary: { ...summary(stream), ...counts } };
    },
    ListStreams: () => ({
      StreamNames: [...streams.keys()],
      HasMoreStreams: false,
      StreamSummaries: [...streams.values()].map((stream) => ({
        StreamName: stream.name,
        StreamARN: streamArn(stream.name),
        StreamStatus: 'ACTIVE',
        StreamModeDetails: { StreamMode: 'PROVISIONED' },
        StreamCreationTimestamp: createdAt,
      })),
    }),
    ListShards: (input) => ({ Shards: find(input).shards.map(describeShard) }),
    GetShardIterator: (input) => {
      const stream = find(input);
      const offset = offsetFor(stream, input);
      return { ShardIterator: iteratorFor({ stream: stream.name, shard: input.ShardId, offset }) };
    },
    GetRecords: ({ ShardIterator, Limit }) => {
      const from = readFrom(ShardIterator);
      const stream = find({ StreamName: from.stream });
      let bytes = 0;
      const records = stream.read(from.shard, from.offset, Limit).filter(({ content }, index) => {
        bytes += content.length;
        return index === 0 || bytes <= READ_BYTES;
      });
      const last = records.at(-1);
      const offset = last === undefined ? from.offset : last.offset + 1;
      const next = stream.read(from.shard, offset, 1)[0];
      return {
        Records: records.map(({ sequence, arrivedAt, content, partitionKey }) => ({
          SequenceNumber: sequence,
          ApproximateArrivalTimestamp: new Date(arrivedAt),
          Data: content,
          PartitionKey: partitionKey,
          EncryptionType: 'NONE',
        })),
        NextShardIterator: iteratorFor({ ...from, offset }),
        MillisBehindLatest: next === undefined ? 0 : Math.max(0, now() - next.arrivedAt),
      };
    },
  };
  const run = <Name extends keyof typeof inputs>(name: Name, input: unknown): object => {
    const parsed = inputs[name].safeParse(input);
    if (!parsed.success) throw new KinesisError('ValidationException', validationMessage(parsed.error));
    // The schema and the operation of one name belong together; the compiler cannot follow that through the index.
    return operations[name](parsed.data as z.infer<(typeof inputs)[Name]>);
  };
  const isKnown = (name: string): name is keyof typeof inputs => Object.hasOwn(inputs, name);
  return (operation: string, input: unknown): object => {
    if (!isKnown(operation))
      throw new KinesisError('UnknownOperationException', `The embedded cloud does not know ${operation}.`);
    return run(operation, input);
  };
};
