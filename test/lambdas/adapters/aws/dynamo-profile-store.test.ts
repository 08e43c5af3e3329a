import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoProfileStore } from '../../../../lambdas/adapters/aws/dynamo-profile-store.ts';
import { addressHash, type IdentityId, identityId } from '../../../../lambdas/core/identity/identity.ts';
import type { ChunkKey, State } from '../../../../lambdas/core/profile/profile.ts';
import { encodeSeen, stateKey, stateToItem } from '../../../../lambdas/decode/state-item.ts';
import { aFixedRandom, aSleeperClock } from '../../../builders/virtual-time.ts';

const dynamo = mockClient(DynamoDBClient);
const store = () =>
  dynamoProfileStore({
    client: new DynamoDBClient({}),
    table: 'profiles',
    clock: aSleeperClock(),
    random: aFixedRandom(),
  });

const a = identityId({ kind: 'user', value: 'a' });
const b = identityId({ kind: 'user', value: 'b' });
const redirect: State = { kind: 'redirect', version: 1, to: b };
const metadata = { $metadata: {}, message: 'no' };
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({ ...metadata, CancellationReasons: codes.map((Code) => ({ Code })) });
const put = (id: IdentityId, expected: number) => ({ kind: 'state', id, expected, state: redirect }) as const;

beforeEach(() => dynamo.reset());

describe('reading', () => {
  it('is strongly consistent, and asks again for what DynamoDB left out', async () => {
    dynamo
      .on(BatchGetItemCommand)
      .resolvesOnce({
        Responses: { profiles: [stateToItem(a, redirect)] },
        UnprocessedKeys: { profiles: { Keys: [stateKey(b)] } },
      })
      .resolvesOnce({ Responses: { profiles: [] } });
    const states = await store().load([a, b]);
    expect([...states]).toEqual([[a, redirect]]);
    const [first, second] = dynamo
      .commandCalls(BatchGetItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.profiles);
    expect(first).toEqual({ Keys: [stateKey(a), stateKey(b)], ConsistentRead: true });
    expect(second?.Keys).toEqual([stateKey(b)]);
  });

  it('asks for a hundred keys a call', async () => {
    dynamo.on(BatchGetItemCommand).resolves({});
    await store().load(Array.from({ length: 250 }, (_, n) => identityId({ kind: 'user', value: `${n}` })));
    expect(dynamo.commandCalls(BatchGetItemCommand)).toHaveLength(3);
  });

  it('finds a chunk where it was spilled, and takes one whose time is over for empty', async () => {
    const ids = [{ hash: 5n, saidAt: 1 }];
    dynamo
      .on(GetItemCommand)
      .resolvesOnce({ Item: { ids: { B: encodeSeen(ids) } } })
      .resolvesOnce({});
    const key = `${a}/7.0` as ChunkKey;
    expect(await store().loadChunk(key)).toEqual(ids);
    expect(await store().loadChunk(key)).toEqual([]);
    expect(dynamo.commandCalls(GetItemCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: { S: `ID#${a}` }, sk: { S: 'SEEN#7.0' } },
      ConsistentRead: true,
    });
  });

  it('names a key once in a call, and no key in none', async () => {
    dynamo.on(BatchGetItemCommand).resolves({});
    await store().load([a, b, a]);
    await store().load([]);
    const asked = dynamo.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems?.profiles);
    expect(asked.map((keys) => keys?.Keys)).toEqual([[stateKey(a), stateKey(b)]]);
  });

  it('sits out a read that was throttled as a whole', async () => {
    const throttled = Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' });
    dynamo
      .on(BatchGetItemCommand)
      .rejectsOnce(throttled)
      .resolves({ Responses: { profiles: [stateToItem(a, redirect)] } });
    expect([...(await store().load([a]))]).toEqual([[a, redirect]]);
  });

  it('gives up where DynamoDB leaves a key out again and again', async () => {
    dynamo.on(BatchGetItemCommand).resolves({ UnprocessedKeys: { profiles: { Keys: [stateKey(b)] } } });
    await expect(store().load([a, b])).rejects.toThrow('8 tries');
  });

  it('finds the profiles at an address, on every page', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ sk: { S: `PROFILE#${a}` } }], LastEvaluatedKey: { pk: { S: 'x' } } })
      .resolves({ Items: [{ sk: { S: `PROFILE#${b}` } }] });
    expect(await store().profilesAt(addressHash('ada@example.com'))).toEqual([a, b]);
  });
});

describe('a commit', () => {
  it('of one change is one put, on condition of the version that was read', async () => {
    dynamo.on(PutItemCommand).resolves({});
    expect(await store().commit([put(a, 0)])).toBe('committed');
    expect(await store().commit([put(a, 4)])).toBe('committed');
    const [first, second] = dynamo.commandCalls(PutItemCommand).map(({ args }) => args[0].input);
    expect(first?.ConditionExpression).toBe('attribute_not_exists(pk)');
    expect(second).toMatchObject({
      ConditionExpression: 'version = :expected',
      ExpressionAttributeValues: { ':expected': { N: '4' } },
    });
  });

  it('of several changes is one transaction, a chunk with its TTL in it', async () => {
    dynamo.on(TransactWriteItemsCommand).resolves({});
    const chunk = { kind: 'chunk', key: `${a}/5.0` as ChunkKey, ids: [], expiresAt: 1_500 } as const;
    expect(await store().commit([put(a, 4), chunk])).toBe('committed');
    const items = dynamo.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems;
    expect(items?.map(({ Put }) => Put?.Item?.sk?.S)).toEqual(['STATE', 'SEEN#5.0']);
    expect(items?.[1]?.Put?.Item?.ttl).toEqual({ N: '2' });
  });

  it('that somebody else was faster than is a conflict', async () => {
    dynamo.on(PutItemCommand).rejects(new ConditionalCheckFailedException(metadata));
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('None', 'ConditionalCheckFailed'));
    expect(await store().commit([put(a, 1)])).toBe('conflict');
    expect(await store().commit([put(a, 1), put(b, 1)])).toBe('conflict');
  });

  it('that met another transaction is tried again', async () => {
    dynamo.on(TransactWriteItemsCommand).rejectsOnce(cancelled('TransactionConflict', 'None')).resolves({});
    expect(await store().commit([put(a, 1), put(b, 1)])).toBe('committed');
  });

  it('of nothing asks nobody', async () => {
    expect(await store().commit([])).toBe('committed');
    expect(dynamo.calls()).toHaveLength(0);
  });

  it('that can never succeed is refused, and asked for once', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('ValidationError', 'None'));
    dynamo.on(PutItemCommand).rejects(Object.assign(new Error('too large'), { name: 'ValidationException' }));
    expect(await store().commit([put(a, 1), put(b, 1)])).toBe('refused');
    expect(await store().commit([put(a, 1)])).toBe('refused');
    expect(dynamo.calls()).toHaveLength(2);
  });

  it('that lost a race and is invalid too is a conflict: what is read again may be valid', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('ValidationError', 'ConditionalCheckFailed'));
    expect(await store().commit([put(a, 1), put(b, 1)])).toBe('conflict');
  });

  it('of an item above 400 KB asks nobody', async () => {
    const seen = Array.from({ length: 30_000 }, (_, n) => ({ hash: BigInt(n), saidAt: null }));
    const state = { kind: 'tombstone', version: 1, seen, chunks: [] } as const;
    expect(await store().commit([{ kind: 'state', id: a, expected: 0, state }])).toBe('refused');
    expect(dynamo.calls()).toHaveLength(0);
  });

  it('that nobody answers is thrown', async () => {
    dynamo.on(PutItemCommand).rejects(new Error('socket hang up'));
    await expect(store().commit([put(a, 1)])).rejects.toThrow('socket hang up');
  });
});
