import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Consent } from '../../core/consent/consent.ts';
import type { AddressHash } from '../../core/identity/identity.ts';
import type { Item } from '../../decode/state-item.ts';
import type { ConsentStore } from '../../ports/consent-store.ts';
import { despiteContention, failedCondition } from './dynamo-errors.ts';
import { type DynamoTable, readItems } from './dynamo-table.ts';

export const consentKey = (address: AddressHash): Item => ({
  pk: { S: `ADDRESS#${address}` },
  sk: { S: 'CONSENT' },
});

/** CONSENT items of the `profiles` table: their version, and the rest as one JSON text. */
export const dynamoConsentStore = (options: DynamoTable): ConsentStore => {
  const { client, table } = options;
  return {
    load: async (addresses) => {
      const consents = (await readItems(options, addresses.map(consentKey))).map(consentFromItem);
      return new Map(consents.map((consent): [AddressHash, Consent] => [consent.address, consent]));
    },
    commit: async (consent) => {
      try {
        await despiteContention(options, () =>
          client.send(new PutItemCommand({ TableName: table, Item: consentToItem(consent), ...unchanged(consent) })),
        );
        return 'committed';
      } catch (error) {
        if (failedCondition(error) === undefined) throw error;
        return 'conflict';
      }
    },
  };
};

const unchanged = ({ version }: Consent) =>
  version === 1
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: 'version = :before',
        ExpressionAttributeValues: { ':before': { N: String(version - 1) } },
      };

export const consentToItem = (consent: Consent): Item => ({
  ...consentKey(consent.address),
  version: { N: String(consent.version) },
  consent: { S: JSON.stringify(consent) },
});

/** Our own JSON, read back: nobody else writes CONSENT items. */
const consentFromItem = ({ consent }: Item): Consent => {
  if (consent?.S === undefined) throw new Error('a CONSENT item without its consent');
  return JSON.parse(consent.S) as Consent;
};
