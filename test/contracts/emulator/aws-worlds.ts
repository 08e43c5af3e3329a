import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { dynamoBroadcasts } from '../../../lambdas/adapters/aws/dynamo-broadcasts.ts';
import { dynamoCatalogue } from '../../../lambdas/adapters/aws/dynamo-catalogue.ts';
import { dynamoConsentStore } from '../../../lambdas/adapters/aws/dynamo-consent-store.ts';
import { dynamoProfileStore } from '../../../lambdas/adapters/aws/dynamo-profile-store.ts';
import { dynamoSendHolds } from '../../../lambdas/adapters/aws/dynamo-send-holds.ts';
import { dynamoSendLedger } from '../../../lambdas/adapters/aws/dynamo-send-ledger.ts';
import { dynamoSendTokens } from '../../../lambdas/adapters/aws/dynamo-send-tokens.ts';
import { dynamoSendingHealth } from '../../../lambdas/adapters/aws/dynamo-sending-health.ts';
import { dynamoWakingProfiles } from '../../../lambdas/adapters/aws/dynamo-waking-profiles.ts';
import { kinesisEventStream } from '../../../lambdas/adapters/aws/kinesis-event-stream.ts';
import { s3ObjectStore } from '../../../lambdas/adapters/aws/s3-object-store.ts';
import { sqsSendQueues } from '../../../lambdas/adapters/aws/sqs-send-queues.ts';
import { failedEventsIn } from '../../../lambdas/adapters/failed-events.ts';
import type { OutgoingRecord } from '../../../lambdas/ports/event-stream.ts';
import { aFixedRandom, aSleeperClock } from '../../builders/virtual-time.ts';
import type { CatalogueWorld } from '../catalogue.contract.ts';
import type { ConsentStoreWorld } from '../consent-store.contract.ts';
import type { EventStreamWorld } from '../event-stream.contract.ts';
import type { FailedEventsWorld } from '../failed-events.contract.ts';
import type { ObjectStoreWorld } from '../object-store.contract.ts';
import type { ProfileStoreWorld } from '../profile-store.contract.ts';
import type { SendControlWorld } from '../send-control.contract.ts';
import type { SendHoldsWorld } from '../send-holds.contract.ts';
import type { SendLedgerWorld } from '../send-ledger.contract.ts';
import type { SendQueuesWorld } from '../send-queues.contract.ts';
import type { SendingHealthWorld } from '../sending-health.contract.ts';
import { createTable, type TableName } from './data-tables.ts';

export interface Clients {
  readonly dynamo: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

const SHARDS = 2;

/** Makes each port's world with tables, streams, queues and buckets of its own, so that no case sees another's. */
export const awsWorlds = ({ dynamo, kinesis, s3, sqs }: Clients) => {
  const time = { clock: aSleeperClock(), random: aFixedRandom() };
  let made = 0;
  const nameOf = (kind: string): string => {
    made += 1;
    return `${kind}-${made}`;
  };
  const table = async (kind: TableName): Promise<string> => {
    const name = nameOf(kind);
    await createTable(dynamo, kind, name);
    return name;
  };
  const bucket = async () => {
    const Bucket = nameOf('bucket');
    await s3.send(new CreateBucketCommand({ Bucket }));
    return s3ObjectStore(s3, Bucket);
  };
  const queue = async (kind: string): Promise<string> => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: nameOf(kind) }));
    if (QueueUrl === undefined) throw new Error('a queue without its address');
    return QueueUrl;
  };

  return {
    profileStore: async (): Promise<ProfileStoreWorld> => {
      const name = await table('profiles');
      return {
        profiles: {
          ...dynamoProfileStore({ client: dynamo, table: name, ...time }),
          ...dynamoWakingProfiles({ client: dynamo, table: name, ...time }),
        },
      };
    },

    consentStore: async (): Promise<ConsentStoreWorld> => ({
      consents: dynamoConsentStore({ client: dynamo, table: await table('profiles'), ...time }),
    }),

    sendLedger: async (): Promise<SendLedgerWorld> => {
      const [profilesTable, sendsTable] = [await table('profiles'), await table('sends')];
      return {
        profiles: dynamoProfileStore({ client: dynamo, table: profilesTable, ...time }),
        consents: dynamoConsentStore({ client: dynamo, table: profilesTable, ...time }),
        ledger: dynamoSendLedger({ client: dynamo, sendsTable, profilesTable, ...time }),
      };
    },

    sendControl: async (): Promise<SendControlWorld> => {
      const control = { client: dynamo, table: await table('sends'), ...time };
      return { tokens: dynamoSendTokens(control), broadcasts: dynamoBroadcasts(control) };
    },

    sendHolds: async (): Promise<SendHoldsWorld> => ({
      holds: dynamoSendHolds({ client: dynamo, table: await table('sends'), ...time }),
    }),

    sendingHealth: async (): Promise<SendingHealthWorld> => ({
      health: dynamoSendingHealth({ client: dynamo, table: await table('sends'), ...time }),
    }),

    sendQueues: async (): Promise<SendQueuesWorld> => {
      const urls = { transactional: await queue('transactional'), marketing: await queue('marketing') };
      return {
        queues: sqsSendQueues({
          client: sqs,
          ...{ transactionalUrl: urls.transactional, marketingUrl: urls.marketing },
          ...time,
        }),
        received: async () => ({
          transactional: await drain(sqs, urls.transactional),
          marketing: await drain(sqs, urls.marketing),
        }),
      };
    },

    objectStore: async (): Promise<ObjectStoreWorld> => ({ objects: await bucket() }),

    eventStream: async (): Promise<EventStreamWorld> => {
      const streamName = nameOf('events');
      await kinesis.send(new CreateStreamCommand({ StreamName: streamName, ShardCount: SHARDS }));
      return {
        events: kinesisEventStream({ client: kinesis, streamName, ...time }),
        stored: () => readStream(kinesis, streamName),
      };
    },

    catalogue: async (): Promise<CatalogueWorld> => ({
      catalogue: dynamoCatalogue({ client: dynamo, table: await table('catalogue'), ...time }),
    }),

    failedEvents: async (): Promise<FailedEventsWorld> => {
      const objects = await bucket();
      return { failedEvents: failedEventsIn(objects), bucket: objects };
    },
  };
};

const drain = async (sqs: SQSClient, QueueUrl: string): Promise<readonly string[]> => {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return bodies;
    for (const { Body = '', ReceiptHandle } of Messages) {
      bodies.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
};

const readStream = async (kinesis: KinesisClient, StreamName: string): Promise<readonly OutgoingRecord[]> => {
  const records: OutgoingRecord[] = [];
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
  for (const { ShardId } of Shards) {
    let { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    while (ShardIterator !== undefined) {
      const read = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
      for (const { PartitionKey = '', Data = new Uint8Array() } of read.Records ?? [])
        records.push({ partitionKey: PartitionKey, data: Data });
      ShardIterator = read.Records?.length === 0 ? undefined : read.NextShardIterator;
    }
  }
  return records;
};
