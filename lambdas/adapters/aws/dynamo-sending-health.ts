import { paginateQuery, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { type Reception, sumOf } from '../../core/send/sending-health.ts';
import { COUNTED_EACH_MS, type SendingHealth } from '../../ports/sending-health.ts';
import { despiteContention } from './dynamo-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';

const HEALTH = 'CONTROL#HEALTH';
const KEPT_MS = 3 * 86_400_000;

/** Sorts as time does, until the year 5138. */
const keyOf = (at: number): string => String(Math.floor(at / COUNTED_EACH_MS) * COUNTED_EACH_MS).padStart(14, '0');

const count = z
  .object({ N: z.coerce.number() })
  .default({ N: 0 })
  .transform(({ N }) => N);
const storedReception = z.object({ mails: count, bounced: count, complained: count });

/** `CONTROL#HEALTH/<five minutes>` in the `sends` table. */
export const dynamoSendingHealth = ({ client, table, clock, random }: DynamoTable): SendingHealth => ({
  add: async (at, { mails, bounced, complained }) => {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: HEALTH }, sk: { S: keyOf(at) } },
      UpdateExpression: 'ADD mails :mails, bounced :bounced, complained :complained SET #ttl = :ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' }, // a reserved word
      ExpressionAttributeValues: {
        ':mails': { N: String(mails) },
        ':bounced': { N: String(bounced) },
        ':complained': { N: String(complained) },
        ':ttl': { N: String(Math.ceil((at + KEPT_MS) / 1_000)) },
      },
    });
    await despiteContention({ clock, random }, () => client.send(command));
  },
  since: (at) =>
    despiteContention({ clock, random }, async () => {
      const receptions: Reception[] = [];
      const asked = {
        TableName: table,
        KeyConditionExpression: 'pk = :health AND sk >= :since',
        ExpressionAttributeValues: { ':health': { S: HEALTH }, ':since': { S: keyOf(at) } },
      };
      for await (const { Items = [] } of paginateQuery({ client }, asked))
        receptions.push(...Items.map((item) => storedReception.parse(item)));
      return sumOf(receptions);
    }),
});
