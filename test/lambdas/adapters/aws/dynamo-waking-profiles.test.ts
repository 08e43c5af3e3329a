import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { dynamoWakingProfiles } from '../../../../lambdas/adapters/aws/dynamo-waking-profiles.ts';
import { anIdentity } from '../../../builders/profile.ts';
import { aFixedRandom, aSleeperClock } from '../../../builders/virtual-time.ts';

const [ada, bob] = [anIdentity('ada'), anIdentity('bob')];
const keysOf = (id: string, day: string) => ({
  pk: { S: `ID#${id}` },
  sk: { S: 'STATE' },
  wakeShard: { S: '3' },
  wakeDay: { S: day },
});

const anIndex = () => {
  const client = mockClient(DynamoDBClient);
  const waking = dynamoWakingProfiles({
    ...{ client: new DynamoDBClient({}), table: 'profiles' },
    ...{ clock: aSleeperClock(), random: aFixedRandom() },
  });
  return { client, waking };
};

describe('the index of whom time moves next', () => {
  it('is asked for one shard up to a day, and says where its page ended', async () => {
    const { client, waking } = anIndex();
    const items = [keysOf(ada, '2026-11-23'), keysOf(bob, '2026-11-24')];
    client.on(QueryCommand).resolves({ Items: items, LastEvaluatedKey: items[1] });
    expect(await waking.waking(3, '2026-11-24', 2)).toEqual({ ids: [ada, bob], next: { id: bob, day: '2026-11-24' } });
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
      TableName: 'profiles',
      IndexName: 'wake',
      KeyConditionExpression: 'wakeShard = :shard AND wakeDay <= :until',
      ExpressionAttributeValues: { ':shard': { S: '3' }, ':until': { S: '2026-11-24' } },
      Limit: 2,
    });
  });

  it('goes on after the place where a page ended, and says when there is no more', async () => {
    const { client, waking } = anIndex();
    client.on(QueryCommand).resolves({});
    expect(await waking.waking(3, '2026-11-24', 2, { id: bob, day: '2026-11-24' })).toEqual({ ids: [] });
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input.ExclusiveStartKey).toEqual(keysOf(bob, '2026-11-24'));
  });
});
