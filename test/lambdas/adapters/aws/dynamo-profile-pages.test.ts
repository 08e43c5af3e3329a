import { DynamoDBClient, ProvisionedThroughputExceededException, ScanCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoProfilePages } from '../../../../lambdas/adapters/aws/dynamo-profile-pages.ts';
import { stateKey, stateToItem } from '../../../../lambdas/decode/state-item.ts';
import { anIdentity, aProfile, aProfileState } from '../../../builders/profile.ts';
import { aFixedRandom, aSleeperClock } from '../../../builders/virtual-time.ts';

const dynamo = mockClient(DynamoDBClient);
beforeEach(() => dynamo.reset());

const ada = aProfile({ id: anIdentity('ada') });
const bob = aProfile({ id: anIdentity('bob') });
const itemOf = (profile: ReturnType<typeof aProfile>) => stateToItem(profile.id, aProfileState(profile));
const theTable = () => {
  const clock = aSleeperClock();
  const client = new DynamoDBClient({});
  return { clock, pages: dynamoProfilePages({ client, table: 'profiles', clock, random: aFixedRandom() }, 500) };
};
const scans = () => dynamo.commandCalls(ScanCommand).map(({ args }) => args[0].input);

describe('the profiles of the table, page by page', () => {
  it('are those of a scan that leaves out everything else where it lies', async () => {
    dynamo.on(ScanCommand).resolves({ Items: [itemOf(ada), itemOf(bob)] });
    expect(await theTable().pages.page(undefined)).toEqual({ profiles: [ada, bob], next: undefined });
    expect(scans()).toEqual([
      {
        TableName: 'profiles',
        Limit: 500,
        FilterExpression: '#kind = :profile',
        ExpressionAttributeNames: { '#kind': 'kind' },
        ExpressionAttributeValues: { ':profile': { S: 'profile' } },
      },
    ]);
  });

  it('go on where a page ended, though it held no profile at all', async () => {
    const place = stateKey(ada.id);
    dynamo
      .on(ScanCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: place })
      .resolves({ Items: [itemOf(ada)] });
    const { pages } = theTable();
    const first = await pages.page(undefined);
    expect(first.profiles).toEqual([]);
    expect(first.next).toBeTypeOf('string'); // it is written down with the broadcast
    expect(await pages.page(first.next)).toEqual({ profiles: [ada], next: undefined });
    expect(scans()[1]?.ExclusiveStartKey).toEqual(place);
  });

  it('are waited for while the table is throttled', async () => {
    const throttled = new ProvisionedThroughputExceededException({ message: '', $metadata: {} });
    dynamo
      .on(ScanCommand)
      .rejectsOnce(throttled)
      .resolves({ Items: [itemOf(ada)] });
    const { pages, clock } = theTable();
    expect((await pages.page(undefined)).profiles).toEqual([ada]);
    expect(clock.slept).toHaveLength(1);
  });

  it('are refused from a place that nobody wrote down', async () => {
    await expect(theTable().pages.page('{"pk": 7}')).rejects.toThrow();
    expect(scans()).toEqual([]);
  });
});
