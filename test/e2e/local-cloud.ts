import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { sendFromItem } from '../../lambdas/adapters/aws/send-item.ts';
import { identityId } from '../../lambdas/core/identity/identity.ts';
import type { Profile } from '../../lambdas/core/profile/profile.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import { stateFromItem, stateKey } from '../../lambdas/decode/state-item.ts';
import { localCredentials } from '../../tools/deploy-local/local-aws.ts';
import type { LocalOutputs } from '../../tools/deploy-local/local-outputs.ts';

const sesMessages = z.object({
  messages: z.record(
    z.string(),
    z.array(z.object({ To: z.array(z.string()), Source: z.string(), Subject: z.string(), BodyText: z.string() })),
  ),
});
/** What a test sees of a deployment: the way in for producers, and the stores, read with AWS's own clients. */
export const localCloud = (outputs: LocalOutputs) => {
  const client = { endpoint: outputs.endpoint, region: outputs.region, credentials: localCredentials };
  const kinesis = new KinesisClient(client); // its defaults, HTTP/2 included, as producers have them
  const dynamo = new DynamoDBClient(client);
  const s3 = new S3Client({ ...client, forcePathStyle: true });

  const objects = async (Bucket: string, Prefix: string): Promise<readonly Uint8Array[]> => {
    const bodies: Uint8Array[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
      for (const { Key } of Contents) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        if (Body !== undefined) bodies.push(await Body.transformToByteArray());
      }
    }
    return bodies;
  };

  /** Through an HTTP API. Its host name need not resolve: the emulator goes by the header. */
  const ask = (
    apiId: string,
    method: 'GET' | 'POST',
    path: string,
    body: string,
    more: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(outputs.endpoint);
      const headers = { host: `${apiId}.execute-api.${hostname}:${port}`, ...more };
      const outgoing = request({ hostname, port, path, method, headers }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString('utf8');
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  return {
    putRecords: async (records: readonly { partitionKey: string; data: Uint8Array }[]): Promise<number> => {
      const { FailedRecordCount = 0 } = await kinesis.send(
        new PutRecordsCommand({
          StreamName: outputs.EventsStream,
          Records: records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
        }),
      );
      return FailedRecordCount;
    },

    /** Through the HTTP API. */
    post: (path: string, body: unknown, writeKey: string) =>
      ask(outputs.CollectorApiId, 'POST', path, JSON.stringify(body), {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
      }),

    /** The page behind a mail's link: looked at, or posted to as a mail program does it. */
    preferences: (path: string, form?: string) =>
      ask(outputs.PreferencesApiId, form === undefined ? 'GET' : 'POST', path, form ?? '', {
        'content-type': 'application/x-www-form-urlencoded',
      }),

    archivedRows: async (): Promise<readonly string[]> =>
      (await objects(outputs.LakeBucket, 'raw/')).flatMap((body) =>
        zstdDecompressSync(body).toString('utf8').trimEnd().split('\n'),
      ),

    failedEvents: async (): Promise<readonly string[]> =>
      (await objects(outputs.FailedBucket, 'failed/')).map((body) => new TextDecoder().decode(body)),

    profile: async (userId: string): Promise<Profile | undefined> => {
      const Key = stateKey(identityId({ kind: 'user', value: userId }));
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: outputs.ProfilesTable, Key, ConsistentRead: true }),
      );
      if (Item === undefined) return undefined;
      const state = stateFromItem(Item);
      return state.kind === 'profile' ? state.profile : undefined;
    },

    sendsOf: async (userId: string): Promise<readonly Send[]> => {
      const profileId = identityId({ kind: 'user', value: userId });
      const { Items = [] } = await dynamo.send(
        new QueryCommand({
          TableName: outputs.SendsTable,
          IndexName: 'by-profile',
          KeyConditionExpression: 'profileId = :profile',
          ExpressionAttributeValues: { ':profile': { S: profileId } },
        }),
      );
      return Items.map(sendFromItem);
    },

    mailsTo: async (address: string) => {
      const answer = await fetch(`${outputs.endpoint}/_ministack/ses/messages`);
      const { messages } = sesMessages.parse(await answer.json());
      return Object.values(messages)
        .flat()
        .filter(({ To }) => To.includes(address));
    },

    /** What SES would say of a mail: the emulator's SES says nothing by itself. */
    publishFeedback: async (event: object): Promise<number> => {
      const answer = await fetch(outputs.endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${outputs.region}/sns/aws4_request`,
        },
        body: new URLSearchParams({
          Action: 'Publish',
          Version: '2010-03-31',
          TopicArn: outputs.FeedbackTopicArn,
          Message: JSON.stringify(event),
        }),
      });
      return answer.status;
    },

    close: () => {
      for (const each of [kinesis, dynamo, s3]) each.destroy();
    },
  };
};

/** Asks until the answer is good, for at most half a minute; returns the last answer either way. */
export const eventually = async <T>(ask: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> => {
  let answer = await ask();
  for (let tries = 0; tries < 150 && !isGood(answer); tries += 1) {
    await setTimeout(200);
    answer = await ask();
  }
  return answer;
};
