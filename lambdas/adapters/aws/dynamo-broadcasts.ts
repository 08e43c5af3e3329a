import { PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import type { Broadcast } from '../../core/send/broadcast.ts';
import type { Broadcasts } from '../../ports/broadcasts.ts';
import { despiteContention, failedCondition } from './dynamo-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';

const BROADCASTS = 'CONTROL#BROADCASTS';

/** `CONTROL#BROADCASTS/<campaign>` in the `sends` table. */
export const dynamoBroadcasts = ({ client, table, clock, random }: DynamoTable): Broadcasts => ({
  list: () =>
    despiteContention({ clock, random }, async () => {
      const broadcasts: Broadcast[] = [];
      const asked = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :broadcasts',
        ExpressionAttributeValues: { ':broadcasts': { S: BROADCASTS } },
      };
      // Our own JSON, read back: nobody else writes these items.
      for await (const { Items = [] } of paginateQuery({ client }, asked))
        broadcasts.push(...Items.map(({ broadcast }) => JSON.parse(broadcast?.S ?? '') as Broadcast));
      return broadcasts;
    }),
  save: async (broadcast) => {
    const { campaign, revision } = broadcast;
    const put = new PutItemCommand({
      TableName: table,
      Item: {
        pk: { S: BROADCASTS },
        sk: { S: campaign },
        revision: { N: String(revision) },
        broadcast: { S: JSON.stringify(broadcast) },
      },
      ...(revision === 1
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'revision = :before',
            ExpressionAttributeValues: { ':before': { N: String(revision - 1) } },
          }),
    });
    try {
      await despiteContention({ clock, random }, () => client.send(put));
      return 'saved';
    } catch (error) {
      if (failedCondition(error) === undefined) throw error;
      return 'conflict';
    }
  },
});
