import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Send } from '../../core/send/send.ts';
import { type Item, stateKey } from '../../decode/state-item.ts';
import type { WriteConditions, WriteOutcome } from '../../ports/send-ledger.ts';
import { consentKey } from './dynamo-consent-store.ts';
import { capKey, capTtl, sendToItem } from './send-item.ts';

/** The items of one write, and beside each what it means that its condition did not hold. */
export const itemsOf = (
  { sendsTable, profilesTable }: { readonly sendsTable: string; readonly profilesTable?: string },
  row: Send,
  { profile, consent, cap }: WriteConditions,
): { readonly items: readonly TransactWriteItem[]; readonly outcomes: readonly (WriteOutcome | undefined)[] } => {
  const entries: (readonly [WriteOutcome | undefined, TransactWriteItem])[] = [
    [
      'row_changed',
      {
        Put: {
          TableName: sendsTable,
          Item: sendToItem(row),
          ConditionExpression: 'revision = :before',
          ExpressionAttributeValues: { ':before': { N: String(row.revision - 1) } },
        },
      },
    ],
  ];
  if (profile !== undefined)
    entries.push(['profile_changed', isAtVersion(profilesTable, stateKey(profile.id), profile.version)]);
  if (consent !== undefined)
    entries.push(['consent_changed', isAtVersion(profilesTable, consentKey(consent.address), consent.version)]);
  if (cap !== undefined) entries.push(['take' in cap ? 'cap_full' : undefined, countCap(sendsTable, cap)]);
  return { items: entries.map(([, item]) => item), outcomes: entries.map(([outcome]) => outcome) };
};

const isAtVersion = (TableName: string | undefined, Key: Item, version: number) => {
  if (TableName === undefined) throw new Error('a claim needs the profiles table');
  return {
    ConditionCheck: {
      TableName,
      Key,
      ...(version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: { ':version': { N: String(version) } },
          }),
    },
  };
};

/** Of a limit of nothing not even the first unit may be taken: that there is no count yet is no leave. */
const isBelow = (limit: number): string =>
  limit < 1 ? 'used < :limit' : 'attribute_not_exists(used) OR used < :limit';

/** The count moves only together with its row, whose revision makes it happen once. */
const countCap = (TableName: string, cap: NonNullable<WriteConditions['cap']>): TransactWriteItem => {
  const { address, day } = 'take' in cap ? cap.take : cap.giveBack;
  const Update = {
    TableName,
    Key: capKey(address, day),
    UpdateExpression: 'ADD used :step SET #ttl = :ttl',
    ExpressionAttributeNames: { '#ttl': 'ttl' }, // a reserved word
    ExpressionAttributeValues: {
      ':step': { N: 'take' in cap ? '1' : '-1' },
      ':ttl': { N: String(capTtl(day)) },
      ...('take' in cap ? { ':limit': { N: String(cap.take.limit) } } : {}),
    },
    ...('take' in cap ? { ConditionExpression: isBelow(cap.take.limit) } : {}),
  };
  return { Update };
};
