import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { IdentityId, ProfileId } from '../../core/identity/identity.ts';
import type { State } from '../../core/profile/profile.ts';
import { MERGE_PREFIX, mergeFromItem, mergeToItem } from '../../decode/merge-item.ts';
import {
  decodeSeen,
  encodeSeen,
  type Item,
  itemBytes,
  stateFromItem,
  stateKey,
  stateToItem,
} from '../../decode/state-item.ts';
import type { ProfileChange, ProfileStore } from '../../ports/profile-store.ts';
import { type MeasuredItem, objectionTo } from '../dynamo-limits.ts';
import { despiteContention, failedCondition, isInvalid } from './dynamo-errors.ts';
import { type DynamoTable, readItems } from './dynamo-table.ts';

/** The `profiles` table. Reads are strongly consistent; a commit is one call, conditional on the versions it read. */
export const dynamoProfileStore = (options: DynamoTable): ProfileStore => {
  const { client, table, clock, random } = options;
  return {
    load: async (ids) =>
      new Map(
        (await readItems(options, ids.map(stateKey))).map((item): [IdentityId, State] => [
          idOf(item),
          stateFromItem(item),
        ]),
      ),

    loadChunk: async (key) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: chunkKey(key), ConsistentRead: true }),
      );
      return Item?.ids?.B === undefined ? [] : decodeSeen(Item.ids.B);
    },

    mergesInto: async (id) => (await itemsUnder(options, `ID#${id}`, MERGE_PREFIX)).map(mergeFromItem),

    profilesAt: async (address) =>
      (await itemsUnder(options, `ADDRESS#${address}`, PROFILE_PREFIX)).map(
        ({ sk }) => sk?.S?.slice(PROFILE_PREFIX.length) as ProfileId,
      ),

    commit: async (changes) => {
      if (changes.length === 0) return 'committed'; // a transaction of nothing is an error
      const puts = changes.map((change) => putOf(table, change));
      // Measured here too: DynamoDB would read megabytes before it says no.
      if (objectionTo(puts.map(measure)) !== undefined) return 'refused';
      const [only] = puts;
      try {
        await despiteContention<unknown>({ clock, random }, () =>
          only !== undefined && puts.length === 1
            ? client.send(new PutItemCommand(only))
            : client.send(new TransactWriteItemsCommand({ TransactItems: puts.map((Put) => ({ Put })) })),
        );
        return 'committed';
      } catch (error) {
        if (failedCondition(error) !== undefined) return 'conflict';
        if (isInvalid(error)) return 'refused';
        throw error;
      }
    },
  };
};

const PROFILE_PREFIX = 'PROFILE#';

const itemsUnder = async ({ client, table }: DynamoTable, pk: string, prefix: string): Promise<readonly Item[]> => {
  const asked = {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': { S: pk }, ':prefix': { S: prefix } },
  };
  const items: Item[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, asked)) items.push(...Items);
  return items;
};

type Put = NonNullable<TransactWriteItem['Put']>;

const putOf = (TableName: string, change: ProfileChange): Put => {
  switch (change.kind) {
    case 'state':
      return {
        TableName,
        Item: stateToItem(change.id, change.state),
        ...(change.expected === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'version = :expected',
              ExpressionAttributeValues: { ':expected': { N: String(change.expected) } },
            }),
      };
    case 'chunk':
      return {
        TableName,
        Item: { ...chunkKey(change.key), ids: { B: encodeSeen(change.ids) }, ttl: epochSeconds(change.expiresAt) },
      };
    case 'address':
      return {
        TableName,
        Item: { pk: { S: `ADDRESS#${change.address}` }, sk: { S: `${PROFILE_PREFIX}${change.profileId}` } },
      };
    case 'merge':
      return {
        TableName,
        Item: mergeToItem(change),
      };
  }
};

const measure = ({ Item = {} }: Put): MeasuredItem => ({
  key: `${Item.pk?.S} ${Item.sk?.S}`,
  bytes: itemBytes(Item),
});

const chunkKey = (key: string): Item => {
  const [profileId, number] = key.split('/');
  return { pk: { S: `ID#${profileId}` }, sk: { S: `SEEN#${number}` } };
};

const epochSeconds = (instant: number): AttributeValue => ({ N: String(Math.ceil(instant / 1000)) });

const idOf = (item: Item): IdentityId => (item.pk?.S ?? '').slice('ID#'.length) as IdentityId;
