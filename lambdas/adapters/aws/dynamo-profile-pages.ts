import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { jsonText } from '../../decode/json-text.ts';
import { stateFromItem } from '../../decode/state-item.ts';
import type { ProfilePages } from '../../ports/profile-pages.ts';
import { despiteContention } from './dynamo-errors.ts';
import type { DynamoTable } from './dynamo-table.ts';

const storedKey = jsonText(z.record(z.string(), z.object({ S: z.string() })));

/** A scan of the `profiles` table; the position is DynamoDB's own key. Most items of a page are no profile: filtered there. */
export const dynamoProfilePages = ({ client, table, clock, random }: DynamoTable, pageSize: number): ProfilePages => ({
  page: async (position) => {
    const { Items = [], LastEvaluatedKey } = await despiteContention({ clock, random }, () =>
      client.send(
        new ScanCommand({
          TableName: table,
          Limit: pageSize,
          FilterExpression: '#kind = :profile',
          ExpressionAttributeNames: { '#kind': 'kind' },
          ExpressionAttributeValues: { ':profile': { S: 'profile' } },
          ...(position === undefined ? {} : { ExclusiveStartKey: storedKey.parse(position) }),
        }),
      ),
    );
    const profiles = Items.map(stateFromItem).flatMap((state) => (state.kind === 'profile' ? [state.profile] : []));
    return { profiles, next: LastEvaluatedKey === undefined ? undefined : JSON.stringify(LastEvaluatedKey) };
  },
});
