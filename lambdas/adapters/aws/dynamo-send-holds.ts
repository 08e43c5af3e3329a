import { PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { Hold, HoldName } from '../../core/send/hold.ts';
import { jsonText } from '../../decode/json-text.ts';
import type { SendHolds } from '../../ports/send-holds.ts';
import { despiteContention } from './dynamo-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';

const HOLDS = 'CONTROL#HOLDS';

const storedHold = jsonText(
  z.object({
    name: z.string().transform((name) => name as HoldName), // an unknown one covers nothing
    at: z.number(),
    by: z.string(),
    reason: z.string(),
    until: z.number().optional(),
    lifted: z.object({ at: z.number(), by: z.string() }).optional(),
  }),
);

/** `CONTROL#HOLDS/<name>` in the `sends` table: all of them are one query. */
export const dynamoSendHolds = ({ client, table, clock, random }: DynamoTable): SendHolds => ({
  list: () =>
    despiteContention({ clock, random }, async () => {
      const holds: Hold[] = [];
      const asked = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :holds',
        ExpressionAttributeValues: { ':holds': { S: HOLDS } },
      };
      for await (const { Items = [] } of paginateQuery({ client }, asked))
        holds.push(...Items.map(({ hold }) => storedHold.parse(hold?.S)));
      return holds;
    }),
  put: async (hold) => {
    const Item = { pk: { S: HOLDS }, sk: { S: hold.name }, hold: { S: JSON.stringify(hold) } };
    await despiteContention({ clock, random }, () => client.send(new PutItemCommand({ TableName: table, Item })));
  },
});
