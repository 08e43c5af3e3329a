import {
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
import { dynamoSendLedger } from '../../../../lambdas/adapters/aws/dynamo-send-ledger.ts';
import { sendToItem } from '../../../../lambdas/adapters/aws/send-item.ts';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import { anIdentity, NOON } from '../../../builders/profile.ts';
import { aSend } from '../../../builders/send.ts';
import { aFixedRandom, aSleeperClock } from '../../../builders/virtual-time.ts';

const dynamo = mockClient(DynamoDBClient);
const ledger = () =>
  dynamoSendLedger({
    client: new DynamoDBClient({}),
    ...{ sendsTable: 'sends', profilesTable: 'profiles', clock: aSleeperClock(NOON), random: aFixedRandom() },
  });
const refused = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
const cancelled = (...codes: readonly string[]) =>
  new TransactionCanceledException({
    message: 'no',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const row = aSend({ revision: 2 });
const address = addressHash('ada@example.com');
const conditions = {
  profile: { id: anIdentity(), version: 5 },
  consent: { address, version: 3 },
  cap: { take: { address, day: '2026-01-13', limit: 3 } },
};

describe('the ledger in DynamoDB', () => {
  beforeEach(() => {
    dynamo.reset();
  });

  it('keeps the row as one text, with what the indexes need beside it', async () => {
    dynamo.on(PutItemCommand).resolves({});
    expect(await ledger().plan([row])).toEqual(new Set([row.sendId]));
    expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'sends',
      ConditionExpression: 'attribute_not_exists(pk)',
      Item: {
        pk: { S: `SEND#${row.sendId}` },
        sk: { S: 'SEND' },
        revision: { N: '2' },
        profileId: { S: anIdentity() },
        decidedAt: { N: String(NOON) },
        wakeShard: { S: expect.stringMatching(/^\d+$/) },
        wakeAt: { N: String(row.wakeAt) },
        ttl: { N: String(row.ttl) },
        row: { S: JSON.stringify(row) },
      },
    });
  });

  it('leaves a row that nobody must act on out of the wake index', () => {
    const item = sendToItem(aSend({ state: 'sent', wakeAt: undefined }));
    expect(Object.keys(item)).not.toContain('wakeAt');
    expect(Object.keys(item)).not.toContain('wakeShard');
  });

  it('says which planned rows were there already', async () => {
    dynamo.on(PutItemCommand).rejectsOnce(refused).resolves({});
    const other = aSend({ entryKey: 'cart:2' });
    expect(await ledger().plan([row, other])).toEqual(new Set([other.sendId]));
  });

  it('reads a row strongly consistently, and gives back what was put', async () => {
    dynamo
      .on(GetItemCommand)
      .resolvesOnce({ Item: sendToItem(row) })
      .resolves({});
    expect(await ledger().load(row.sendId)).toEqual(JSON.parse(JSON.stringify(row)));
    expect(await ledger().load(row.sendId)).toBeUndefined();
    expect(dynamo.commandCalls(GetItemCommand)[0]?.args[0].input).toMatchObject({ ConsistentRead: true });
  });

  it('writes a row alone as one conditional put', async () => {
    dynamo.on(PutItemCommand).resolvesOnce({}).rejects(refused);
    expect(await ledger().write(row)).toBe('written');
    expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
      ConditionExpression: 'revision = :before',
      ExpressionAttributeValues: { ':before': { N: '1' } },
    });
    expect(await ledger().write(row)).toBe('row_changed');
  });

  it('claims in one transaction with the profile, the consent and the cap', async () => {
    dynamo.on(TransactWriteItemsCommand).resolves({});
    expect(await ledger().write(row, conditions)).toBe('written');
    const items = dynamo.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems;
    expect(items).toMatchObject([
      { Put: { TableName: 'sends', ConditionExpression: 'revision = :before' } },
      {
        ConditionCheck: {
          TableName: 'profiles',
          Key: { pk: { S: `ID#${anIdentity()}` }, sk: { S: 'STATE' } },
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: { ':version': { N: '5' } },
        },
      },
      {
        ConditionCheck: {
          TableName: 'profiles',
          Key: { pk: { S: `ADDRESS#${address}` }, sk: { S: 'CONSENT' } },
          ExpressionAttributeValues: { ':version': { N: '3' } },
        },
      },
      {
        Update: {
          TableName: 'sends',
          Key: { pk: { S: `CAP#${address}#2026-01-13` }, sk: { S: 'CAP' } },
          UpdateExpression: 'ADD used :step SET #ttl = :ttl',
          ConditionExpression: 'attribute_not_exists(used) OR used < :limit',
          ExpressionAttributeValues: { ':step': { N: '1' }, ':limit': { N: '3' } },
        },
      },
    ]);
  });

  it('asks that a consent is still absent where none was read', async () => {
    dynamo.on(TransactWriteItemsCommand).resolves({});
    await ledger().write(row, { consent: { address, version: 0 } });
    expect(dynamo.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems?.[1]).toMatchObject({
      ConditionCheck: { ConditionExpression: 'attribute_not_exists(pk)' },
    });
  });

  it('returns a unit of the cap without asking whether its day is still remembered', async () => {
    dynamo.on(TransactWriteItemsCommand).resolves({});
    await ledger().write(row, { cap: { giveBack: { address, day: '2026-01-13' } } });
    const update = dynamo.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems?.[1]?.Update;
    expect(update).toMatchObject({ ExpressionAttributeValues: { ':step': { N: '-1' } } });
    expect(update?.ConditionExpression).toBeUndefined();
  });

  const NO = 'ConditionalCheckFailed';
  it.each([
    ['row_changed', [NO, 'None', 'None', 'None']],
    ['profile_changed', ['None', NO, 'None', 'None']],
    ['consent_changed', ['None', 'None', NO, 'None']],
    ['cap_full', ['None', 'None', 'None', NO]],
    ['row_changed', [NO, NO, NO, NO]],
    ['profile_changed', ['TransactionConflict', NO, 'None', 'None']],
  ])('says what stood in the way: %s', async (outcome, codes) => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled(...codes));
    expect(await ledger().write(row, conditions)).toBe(outcome);
    expect(dynamo.commandCalls(TransactWriteItemsCommand)).toHaveLength(1);
  });

  it('sits out contention, for a while', async () => {
    const conflict = cancelled('None', 'TransactionConflict', 'None', 'None');
    dynamo.on(TransactWriteItemsCommand).rejectsOnce(conflict).rejectsOnce(conflict).resolves({});
    expect(await ledger().write(row, conditions)).toBe('written');
    dynamo.reset();
    dynamo.on(TransactWriteItemsCommand).rejects(conflict);
    await expect(ledger().write(row, conditions)).rejects.toThrow(TransactionCanceledException);
  });

  it('throws at once what is neither', async () => {
    dynamo.on(PutItemCommand).rejects(new Error('access denied'));
    await expect(ledger().write(row)).rejects.toThrow('access denied');
    expect(dynamo.commandCalls(PutItemCommand)).toHaveLength(1);
  });

  it('takes nothing of a cap of nothing, although nothing is counted yet', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('None', NO));
    expect(await ledger().write(row, { cap: { take: { address, day: '2026-01-13', limit: 0 } } })).toBe('cap_full');
    const items = dynamo.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems;
    expect(items?.[1]?.Update?.ConditionExpression).toBe('used < :limit');
  });

  it('goes on where an answer ended before it held all that was asked', async () => {
    const key = { pk: { S: 'SEND#1' } };
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [sendToItem(row), sendToItem(row)], LastEvaluatedKey: key })
      .resolves({ Items: [sendToItem(row)], LastEvaluatedKey: key });
    expect(await ledger().due(2, NOON, 3)).toHaveLength(3);
    expect(dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input)).toMatchObject([
      { Limit: 3 },
      { Limit: 1, ExclusiveStartKey: key },
    ]);
  });

  it('puts the first of two rows of one send, and not the other beside it', async () => {
    dynamo.on(PutItemCommand).resolves({});
    await ledger().plan([row, { ...row, state: 'skipped' }]);
    expect(dynamo.commandCalls(PutItemCommand).map(({ args }) => args[0].input.Item?.row)).toEqual([
      { S: JSON.stringify(row) },
    ]);
  });

  it('asks the indexes for a profile’s latest sends and for what is due', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [sendToItem(row)] });
    expect(await ledger().ofProfile(anIdentity(), 100)).toHaveLength(1);
    expect(await ledger().due(2, NOON, 25)).toHaveLength(1);
    expect(dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input)).toMatchObject([
      { IndexName: 'by-profile', ScanIndexForward: false, Limit: 100 },
      {
        IndexName: 'wake',
        Limit: 25,
        ExpressionAttributeValues: { ':shard': { S: '2' }, ':until': { N: String(NOON) } },
      },
    ]);
  });
});
