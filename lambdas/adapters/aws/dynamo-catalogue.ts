import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import type { Product } from '../../core/catalogue/product.ts';
import type { FeedCatalogue } from '../../ports/catalogue.ts';
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
import { type DynamoTable, pagesOf, readItems, untilDone } from './dynamo-table.ts';

/** DynamoDB's limit of a BatchWriteItem. */
const ITEMS_A_WRITE = 25;
/** Conditional puts under way at once. */
const PUTS_AT_ONCE = 10;
const BESTSELLERS = 20;

/** The `catalogue` table. What a call left unprocessed is tried again with jitter; after 8 tries it throws. */
export const dynamoCatalogue = (options: DynamoTable): FeedCatalogue => {
  const { client, table } = options;
  const write = async (items: readonly Item[]): Promise<void> => {
    for (const page of pagesOf(items, ITEMS_A_WRITE)) {
      await untilDone(
        options,
        page.map((Item) => ({ PutRequest: { Item } })),
        async (requests) => {
          const put = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: [...requests] } }));
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
      new Map(
        (await readItems(options, named(ids).map(productKey))).map((item) => [idOf(item), productFromItem(item)]),
      ),
    neighbours: async (ids) =>
      new Map(
        (await readItems(options, named(ids).map(neighboursKey))).map((item) => [idOf(item), neighboursFromItem(item)]),
      ),
    bestsellers: async () =>
      idsIn((await client.send(new GetItemCommand({ TableName: table, Key: bestsellersKey }))).Item?.ids),
    feedIds: async function* () {
      const pages = paginateScan(
        { client },
        {
          TableName: table,
          ProjectionExpression: 'pk',
          FilterExpression: 'origin = :feed',
          ExpressionAttributeValues: { ':feed': { S: 'feed' } },
        },
      );
      for await (const { Items = [] } of pages) for (const item of Items) yield idOf(item);
    },
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

/** A batch may not name an empty key. */
const named = (ids: readonly string[]): readonly string[] => ids.filter((id) => id !== '');
const lastOfEach = (products: readonly Product[]): readonly Product[] => [
  ...new Map(products.map((product) => [product.id, product])).values(),
];
