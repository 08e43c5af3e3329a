import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Product } from '../../core/catalogue/product.ts';
import type { Catalogue } from '../../ports/catalogue.ts';
import type { Clock, Random } from '../../ports/clock.ts';
import { jitteredWait } from '../../steps/wait-out.ts';
import {
  bestsellersKey,
  type Item,
  idList,
  idOf,
  idsIn,
  neighboursFromItem,
  neighboursKey,
  neighboursToItem,
  productFromItem,
  productKey,
  productToItem,
} from './catalogue-item.ts';

/** DynamoDB's limits of a BatchGetItem and a BatchWriteItem. */
const KEYS_A_READ = 100;
const ITEMS_A_WRITE = 25;
const TRIES = 8;
/** Conditional puts under way at once. */
const PUTS_AT_ONCE = 10;
const BESTSELLERS = 20;

interface CatalogueTable {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** The `catalogue` table. What a call left unprocessed is tried again with jitter; after 8 tries it throws. */
export const dynamoCatalogue = ({ client, table, clock, random }: CatalogueTable): Catalogue => {
  /** `call` returns what is left to do. */
  const untilDone = async <Work>(
    all: readonly Work[],
    call: (work: Work[]) => Promise<readonly Work[]>,
  ): Promise<void> => {
    let left = all;
    for (let tries = 0; left.length > 0; tries += 1) {
      if (tries === TRIES) throw new Error(`DynamoDB left work undone after ${TRIES} tries`);
      if (tries > 0) await clock.sleep(jitteredWait(random, tries));
      left = await call([...left]);
    }
  };

  const read = async (keys: readonly Item[]): Promise<readonly Item[]> => {
    const items: Item[] = [];
    await Promise.all(
      pagesOf(keys, KEYS_A_READ).map((page) =>
        untilDone(page, async (Keys) => {
          const got = await client.send(
            new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
          );
          items.push(...(got.Responses?.[table] ?? []));
          return got.UnprocessedKeys?.[table]?.Keys ?? [];
        }),
      ),
    );
    return items;
  };

  const write = async (items: readonly Item[]): Promise<void> => {
    for (const page of pagesOf(items, ITEMS_A_WRITE)) {
      await untilDone(
        page.map((Item) => ({ PutRequest: { Item } })),
        async (requests) => {
          const put = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
          return (put.UnprocessedItems?.[table] ?? []).flatMap(({ PutRequest }) =>
            PutRequest?.Item === undefined ? [] : [{ PutRequest: { Item: PutRequest.Item } }],
          );
        },
      );
    }
  };

  const putLearned = async (product: Product): Promise<void> => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: productToItem(product),
          ConditionExpression: 'attribute_not_exists(pk) OR origin = :events',
          ExpressionAttributeValues: { ':events': { S: 'events' } },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error; // the feed's own word stays
    }
  };

  return {
    products: async (ids) =>
      new Map((await read(distinct(ids).map(productKey))).map((item) => [idOf(item), productFromItem(item)])),
    neighbours: async (ids) =>
      new Map((await read(distinct(ids).map(neighboursKey))).map((item) => [idOf(item), neighboursFromItem(item)])),
    bestsellers: async () =>
      idsIn((await client.send(new GetItemCommand({ TableName: table, Key: bestsellersKey }))).Item?.ids),
    put: async ({ products = [], neighbours = new Map(), bestsellers }) => {
      await write(lastOfEach(products.filter(({ origin }) => origin === 'feed')).map(productToItem));
      const learned = lastOfEach(products.filter(({ origin }) => origin === 'events'));
      for (const page of pagesOf(learned, PUTS_AT_ONCE)) await Promise.all(page.map(putLearned));
      await write([...neighbours].map(([id, of]) => neighboursToItem(id, of)));
      if (bestsellers)
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...bestsellersKey, ids: idList(bestsellers.slice(0, BESTSELLERS)) },
          }),
        );
    },
  };
};

/** A batch may not name a key twice, nor an empty one. */
const distinct = (ids: readonly string[]): readonly string[] => [...new Set(ids)].filter((id) => id !== '');
const lastOfEach = (products: readonly Product[]): readonly Product[] => [
  ...new Map(products.map((product) => [product.id, product])).values(),
];

const pagesOf = <Entry>(entries: readonly Entry[], size: number): readonly (readonly Entry[])[] =>
  Array.from({ length: Math.ceil(entries.length / size) }, (_, page) => entries.slice(page * size, (page + 1) * size));
