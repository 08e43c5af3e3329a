import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { SendTokens, TokensAsked } from '../../ports/send-rate.ts';
import { despiteContention } from './dynamo-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';

const KEPT_S = 3_600;
/** Others take meanwhile; after so many tries the second counts as used up. */
const TRIES = 4;

/**
 * `TOKENS#<second>` in the `sends` table: an item a second, so that no key is hot for long. One conditional write takes
 * all that is wanted, or tells how much is left.
 */
export const dynamoSendTokens = ({ client, table, clock, random }: DynamoTable): SendTokens => {
  /** Undefined: taken. Else how many there are. */
  const tryToTake = async (asked: TokensAsked, wanted: number): Promise<number | undefined> => {
    const { second, transactional, limit } = asked;
    const room = { total: limit.total - wanted, marketing: limit.marketing - wanted };
    const command = new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: `TOKENS#${second}` }, sk: { S: 'TOKENS' } },
      UpdateExpression: 'ADD taken :wanted, marketing :marketing SET #ttl = :ttl',
      ConditionExpression: `(attribute_not_exists(taken) OR taken <= :room)${
        transactional ? '' : ' AND (attribute_not_exists(marketing) OR marketing <= :marketingRoom)'
      }`,
      ExpressionAttributeNames: { '#ttl': 'ttl' }, // a reserved word
      ExpressionAttributeValues: {
        ':wanted': { N: String(wanted) },
        ':marketing': { N: transactional ? '0' : String(wanted) },
        ':room': { N: String(room.total) },
        ...(transactional ? {} : { ':marketingRoom': { N: String(room.marketing) } }),
        ':ttl': { N: String(second + KEPT_S) },
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      await despiteContention({ clock, random }, () => client.send(command));
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const left = limit.total - Number(error.Item?.taken?.N ?? 0);
      return transactional ? left : Math.min(left, limit.marketing - Number(error.Item?.marketing?.N ?? 0));
    }
  };

  return {
    take: async (asked) => {
      const { transactional, limit } = asked;
      let wanted = Math.min(asked.wanted, limit.total, transactional ? limit.total : limit.marketing);
      for (let tries = 0; tries < TRIES && wanted > 0; tries += 1) {
        const left = await tryToTake(asked, wanted);
        if (left === undefined) return wanted;
        wanted = Math.min(wanted, left);
      }
      return 0;
    },
  };
};
