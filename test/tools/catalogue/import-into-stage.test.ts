import { Readable } from 'node:stream';
import { BatchGetItemCommand, BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { productToItem } from '../../../lambdas/adapters/aws/catalogue-item.ts';
import { writeLakeObject } from '../../../lambdas/decode/lake-row.ts';
import { importIntoStage } from '../../../tools/catalogue/import-into-stage.ts';

const dynamo = mockClient(DynamoDBClient);
const kinesis = mockClient(KinesisClient);
const lambda = mockClient(LambdaClient);
const s3 = mockClient(S3Client);
const TABLE = 'kairos-dev-catalogue';
const LAKE = 'kairos-dev-lake-1234567890-eu-west-1';
const FEED = new URL('../../../examples/products/sale.csv', import.meta.url).pathname;
const request = { feed: FEED, viewedWithinDays: 7, leastDrop: 0.05, whole: false };
const TIMEOUT_MS = 30_000;

/** An hour of the lake in which somebody looked at the kettle that the feed has at 49. */
const aView = () => {
  const at = Date.now() - 3_600_000;
  const day = new Date(at).toISOString().slice(0, 10);
  const message = {
    ...{ type: 'track', event: 'Product Viewed', messageId: 'v', userId: 'ada', timestamp: new Date(at) },
    properties: { product_id: 'MR-011' },
  };
  const position = { shard: 's', sequence: '1', subSequence: 0 };
  const data = Buffer.from(JSON.stringify(message));
  return {
    key: `raw/dt=${day}/hour=00/1.ndjson.zst`,
    body: writeLakeObject([{ position, arrivedAt: at, partitionKey: 'ada', data }]),
  };
};

beforeEach(() => {
  for (const mock of [dynamo, kinesis, lambda, s3]) mock.reset();
  lambda
    .on(GetFunctionConfigurationCommand, { FunctionName: 'kairos-dev-learn-recommendations' })
    .resolves({ Environment: { Variables: { CATALOGUE_TABLE: TABLE, LAKE_BUCKET: LAKE } } });
  const kettle = { id: 'MR-011', name: 'Whistling Kettle, cream', price: 620_000, origin: 'feed' as const };
  dynamo.on(BatchGetItemCommand).resolves({ Responses: { [TABLE]: [productToItem(kettle)] } });
  dynamo.on(BatchWriteItemCommand).resolves({});
  const { key, body } = aView();
  s3.on(ListObjectsV2Command).resolves({});
  s3.on(ListObjectsV2Command, { Bucket: LAKE, Prefix: key.slice(0, 18) }).resolves({ Contents: [{ Key: key }] });
  // Only the method that is read; the SDK's own type has a dozen.
  const stored = Object.assign(Readable.from([]), { transformToByteArray: async () => body });
  s3.on(GetObjectCommand, { Bucket: LAKE, Key: key }).resolves({ Body: stored as never });
  kinesis.on(PutRecordsCommand).resolves({ Records: [{ SequenceNumber: '1', ShardId: 's' }], FailedRecordCount: 0 });
});

describe('a feed for a deployment', () => {
  it(
    'goes into its own catalogue, and what fell is told on its own stream to who its own lake knows to have looked',
    async () => {
      const report = await importIntoStage('dev', request, () => undefined);
      expect(report).toMatchObject({ pricesFallen: 1, peopleTold: 1, setAside: [{ line: 5, fault: 'bad_price' }] });
      const written = dynamo.commandCalls(BatchWriteItemCommand).map(({ args }) => args[0].input.RequestItems);
      expect(written.flatMap((items) => Object.keys(items ?? {}))).toEqual([TABLE]);
      expect(written[0]?.[TABLE]).toHaveLength(report.products);
      const [put] = kinesis.commandCalls(PutRecordsCommand).map(({ args }) => args[0].input);
      expect(put?.StreamName).toBe('kairos-dev-events');
      expect(JSON.parse(Buffer.from(put?.Records?.[0]?.Data ?? []).toString('utf8'))).toMatchObject({
        ...{ event: 'Product Price Dropped', userId: 'ada' },
        properties: { product_id: 'MR-011', price: 49, previous_price: 62 },
      });
    },
    TIMEOUT_MS,
  );

  it('is refused, with the remedy, where the stage is not deployed whole', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolves({ Environment: { Variables: { LAKE_BUCKET: LAKE } } });
    await expect(importIntoStage('dev', request, () => undefined)).rejects.toThrow(
      'the function kairos-dev-learn-recommendations names no CATALOGUE_TABLE: deploy its stack.',
    );
    expect(dynamo.calls()).toEqual([]);
  });
});
