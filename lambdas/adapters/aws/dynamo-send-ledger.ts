import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Send, SendId } from '../../core/send/send.ts';
import type { Clock, Random } from '../../ports/clock.ts';
import type { SendLedger } from '../../ports/send-ledger.ts';
import { despiteContention, failedCondition } from './dynamo-errors.ts';
import { itemsOf } from './ledger-write.ts';
import { PROFILE_INDEX, sendFromItem, sendKey, sendToItem, WAKE_INDEX } from './send-item.ts';

export interface DynamoSendLedgerOptions {
  readonly client: DynamoDBClient;
  readonly sendsTable: string;
  /** Where the claim's transaction finds STATE and CONSENT; a function that claims nothing needs none. */
  readonly profilesTable?: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** Rows put at the same time. */
const PUTS_AT_ONCE = 10;

/** The `sends` table, and the transaction that ties it to `profiles`. Every write is conditional on a revision. */
export const dynamoSendLedger = (options: DynamoSendLedgerOptions): SendLedger => {
  const { client, sendsTable: TableName } = options;

  const putIfAbsent = async (row: Send): Promise<readonly SendId[]> => {
    const put = new PutItemCommand({
      TableName,
      Item: sendToItem(row),
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    try {
      await despiteContention(options, () => client.send(put));
      return [row.sendId];
    } catch (error) {
      if (failedCondition(error) === undefined) throw error;
      return [];
    }
  };

  /** One answer holds at most 1 MB, which may be fewer rows than asked: it goes on where the last one ended. */
  const query = async (limit: number, asked: Omit<QueryCommandInput, 'TableName'>): Promise<readonly Send[]> => {
    const rows: Send[] = [];
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = new QueryCommand({ TableName, ...asked, Limit: limit - rows.length, ExclusiveStartKey });
      const { Items = [], LastEvaluatedKey } = await despiteContention(options, () => client.send(page));
      rows.push(...Items.map(sendFromItem));
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined && rows.length < limit);
    return rows;
  };

  return {
    plan: async (planned) => {
      const added = new Set<SendId>();
      const rows = firstOfEach(planned); // put side by side: any of a send's could be the one that stays
      for (let from = 0; from < rows.length; from += PUTS_AT_ONCE) {
        const put = await Promise.all(rows.slice(from, from + PUTS_AT_ONCE).map(putIfAbsent));
        for (const sendId of put.flat()) added.add(sendId);
      }
      return added;
    },

    load: async (sendId) => {
      const { Item } = await despiteContention(options, () =>
        client.send(new GetItemCommand({ TableName, Key: sendKey(sendId), ConsistentRead: true })),
      );
      return Item === undefined ? undefined : sendFromItem(Item);
    },

    write: async (row, conditions = {}) => {
      const { items, outcomes } = itemsOf(options, row, conditions);
      try {
        await despiteContention(options, () => writeAll(client, items));
        return 'written';
      } catch (error) {
        const outcome = outcomes[failedCondition(error) ?? -1];
        if (outcome === undefined) throw error;
        return outcome;
      }
    },

    ofProfile: (profileId, limit) =>
      query(limit, {
        IndexName: PROFILE_INDEX,
        KeyConditionExpression: 'profileId = :profile',
        ExpressionAttributeValues: { ':profile': { S: profileId } },
        ScanIndexForward: false,
      }),

    due: (shard, until, limit) =>
      query(limit, {
        IndexName: WAKE_INDEX,
        KeyConditionExpression: 'wakeShard = :shard AND wakeAt <= :until',
        ExpressionAttributeValues: { ':shard': { S: String(shard) }, ':until': { N: String(until) } },
      }),
  };
};

const firstOfEach = (rows: readonly Send[]): readonly Send[] => {
  const first = new Map<SendId, Send>();
  for (const row of rows) if (!first.has(row.sendId)) first.set(row.sendId, row);
  return [...first.values()];
};

/** One item is a plain conditional put, at half a transaction's price. */
const writeAll = async (client: DynamoDBClient, items: readonly TransactWriteItem[]): Promise<void> => {
  const [first] = items;
  if (items.length === 1 && first?.Put !== undefined) await client.send(new PutItemCommand(first.Put));
  else await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
};
