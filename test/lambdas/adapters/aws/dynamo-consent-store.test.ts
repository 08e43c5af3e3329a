import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { consentToItem, dynamoConsentStore } from '../../../../lambdas/adapters/aws/dynamo-consent-store.ts';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import { aConsent } from '../../../builders/send.ts';
import { aFixedRandom, aSleeperClock } from '../../../builders/virtual-time.ts';

const dynamo = mockClient(DynamoDBClient);
const clock = aSleeperClock();
const store = () =>
  dynamoConsentStore({ client: new DynamoDBClient({}), table: 'profiles', clock, random: aFixedRandom() });
const [ada, bob] = [aConsent(), aConsent({ of: 'bob@example.com' })];

describe('consents in DynamoDB', () => {
  beforeEach(() => {
    dynamo.reset();
  });

  it('are read strongly consistently, the unread ones again', async () => {
    const left = { profiles: { Keys: [{ pk: { S: `ADDRESS#${bob.address}` }, sk: { S: 'CONSENT' } }] } };
    dynamo
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { profiles: [consentToItem(ada)] }, UnprocessedKeys: left })
      .resolves({ Responses: { profiles: [consentToItem(bob)] } });
    const none = addressHash('nobody@example.com');
    expect(await store().load([ada.address, bob.address, none, ada.address])).toEqual(
      new Map([
        [ada.address, ada],
        [bob.address, bob],
      ]),
    );
    const asked = dynamo.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems?.profiles);
    expect(asked[0]).toMatchObject({ ConsistentRead: true, Keys: { length: 3 } });
    expect(asked[1]?.Keys).toHaveLength(1);
  });

  it('are read a hundred a call', async () => {
    dynamo.on(BatchGetItemCommand).resolves({});
    await store().load(Array.from({ length: 250 }, (_, index) => addressHash(`p${index}@example.com`)));
    expect(dynamo.commandCalls(BatchGetItemCommand)).toHaveLength(3);
  });

  it.each([
    ['created', 1, 'attribute_not_exists(pk)'],
    ['replaced', 5, 'version = :before'],
  ])('are %s only where nobody wrote since', async (_case, version, condition) => {
    dynamo
      .on(PutItemCommand)
      .resolvesOnce({})
      .rejects(new ConditionalCheckFailedException({ message: '', $metadata: {} }));
    const consent = aConsent({ version });
    expect(await store().commit(consent)).toBe('committed');
    expect(await store().commit(consent)).toBe('conflict');
    expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input.ConditionExpression).toBe(condition);
  });

  it('sit out throttling', async () => {
    const throttled = Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' });
    dynamo.on(PutItemCommand).rejectsOnce(throttled).resolves({});
    expect(await store().commit(ada)).toBe('committed');
    expect(clock.slept.length).toBeGreaterThan(0);
  });
});
