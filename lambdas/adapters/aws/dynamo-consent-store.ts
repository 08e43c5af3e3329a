import { BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Consent } from '../../core/consent/consent.ts';
import type { AddressHash } from '../../core/identity/identity.ts';
import type { Item } from '../../decode/state-item.ts';
import type { ConsentStore } from '../../ports/consent-store.ts';
import { jitteredWait } from '../../steps/wait-out.ts';
import { despiteContention, failedCondition } from './dynamo-errors.ts';
import type { DynamoTable } from './dynamo-profile-store.ts';

/** DynamoDB's limit of keys in a BatchGetItem. */
const KEYS_A_CALL = 100;
const TRIES = 8;

export const consentKey = (address: AddressHash): Item => ({
  pk: { S: `ADDRESS#${address}` },
  sk: { S: 'CONSENT' },
});

/** CONSENT items of the `profiles` table: their version, and the rest as one JSON text. */
export const dynamoConsentStore = ({ client, table, clock, random }: DynamoTable): ConsentStore => {
  const loadPage = async (addresses: readonly AddressHash[]): Promise<readonly Item[]> => {
    const items: Item[] = [];
    let wanted: readonly Item[] = addresses.map(consentKey);
    for (let tries = 0; wanted.length > 0; tries += 1) {
      if (tries === TRIES) throw new Error('DynamoDB left keys unread after 8 tries');
      if (tries > 0) await clock.sleep(jitteredWait(random, tries));
      const keys = [...wanted];
      const read = await despiteContention({ clock, random }, () =>
        client.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } })),
      );
      items.push(...(read.Responses?.[table] ?? []));
      wanted = read.UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return items;
  };

  return {
    load: async (addresses) => {
      const unique = [...new Set(addresses)];
      const consents = new Map<AddressHash, Consent>();
      for (let from = 0; from < unique.length; from += KEYS_A_CALL) {
        for (const item of await loadPage(unique.slice(from, from + KEYS_A_CALL))) {
          const consent = consentFromItem(item);
          consents.set(consent.address, consent);
        }
      }
      return consents;
    },
    commit: async (consent) => {
      try {
        await despiteContention({ clock, random }, () =>
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
