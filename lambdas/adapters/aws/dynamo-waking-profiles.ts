import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { ProfileId } from '../../core/identity/identity.ts';
import { type Item, stateKey } from '../../decode/state-item.ts';
import type { WakingPlace, WakingProfiles } from '../../ports/profile-store.ts';
import { despiteContention } from './dynamo-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';

/** Sparse and of keys alone: only profiles that time will move are in it, and a day's many writes touch it once. */
export const WAKE_INDEX = 'wake';

/** The index of the `profiles` table by the day on which time moves a profile next. */
export const dynamoWakingProfiles = (options: DynamoTable): WakingProfiles => ({
  waking: async (shard, until, limit, after) => {
    const { Items = [], LastEvaluatedKey } = await despiteContention(options, () =>
      options.client.send(
        new QueryCommand({
          TableName: options.table,
          IndexName: WAKE_INDEX,
          KeyConditionExpression: 'wakeShard = :shard AND wakeDay <= :until',
          ExpressionAttributeValues: { ':shard': { S: String(shard) }, ':until': { S: until } },
          Limit: limit,
          ...(after === undefined ? {} : { ExclusiveStartKey: keyOf(shard, after) }),
        }),
      ),
    );
    return { ids: Items.map(idOf), ...(LastEvaluatedKey && { next: placeOf(LastEvaluatedKey) }) };
  },
});

const keyOf = (shard: number, { id, day }: WakingPlace): Item => ({
  ...stateKey(id),
  wakeShard: { S: String(shard) },
  wakeDay: { S: day },
});

const placeOf = (item: Item): WakingPlace => ({ id: idOf(item), day: item.wakeDay?.S ?? '' });

const idOf = ({ pk }: Item): ProfileId => (pk?.S ?? '').slice('ID#'.length) as ProfileId;
