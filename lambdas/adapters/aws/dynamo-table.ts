import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../decode/state-item.ts';
import type { Clock, Random } from '../../ports/clock.ts';
import { jitteredWait } from '../../steps/wait-out.ts';
import { despiteContention } from './dynamo-errors.ts';

/** DynamoDB's limit of keys in a BatchGetItem. */
const KEYS_A_CALL = 100;
const TRIES = 8;

export interface DynamoTable {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * The items under these keys, those that are there, read strongly consistently. A key named twice is read once, for
 * DynamoDB refuses a call that does so. Throttling is sat out, and keys that a call left unread are asked for again.
 */
export const readItems = async (table: DynamoTable, keys: readonly Item[]): Promise<readonly Item[]> => {
  const unique = [...new Map(keys.map((key) => [`${key.pk?.S}\n${key.sk?.S}`, key])).values()];
  return (await Promise.all(pagesOf(unique, KEYS_A_CALL).map((page) => readPage(table, page)))).flat();
};

const readPage = async (table: DynamoTable, keys: readonly Item[]): Promise<readonly Item[]> => {
  const items: Item[] = [];
  await untilDone(table, keys, async (Keys) => {
    const { Responses, UnprocessedKeys } = await despiteContention(table, () =>
      table.client.send(
        new BatchGetItemCommand({ RequestItems: { [table.table]: { Keys: [...Keys], ConsistentRead: true } } }),
      ),
    );
    items.push(...(Responses?.[table.table] ?? []));
    return UnprocessedKeys?.[table.table]?.Keys ?? [];
  });
  return items;
};

/** `call` does what it can and returns what is left, which it gets again, with jitter; after 8 tries it is thrown. */
export const untilDone = async <Work>(
  { clock, random }: Pick<DynamoTable, 'clock' | 'random'>,
  all: readonly Work[],
  call: (work: readonly Work[]) => Promise<readonly Work[]>,
): Promise<void> => {
  let left = all;
  for (let tries = 0; left.length > 0; tries += 1) {
    if (tries === TRIES) throw new Error(`DynamoDB left work undone after ${TRIES} tries`);
    if (tries > 0) await clock.sleep(jitteredWait(random, tries));
    left = await call(left);
  }
};

export const pagesOf = <Entry>(entries: readonly Entry[], size: number): readonly (readonly Entry[])[] =>
  Array.from({ length: Math.ceil(entries.length / size) }, (_, page) => entries.slice(page * size, (page + 1) * size));
