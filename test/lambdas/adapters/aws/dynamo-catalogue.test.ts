import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { neighboursToItem, productToItem } from '../../../../lambdas/adapters/aws/catalogue-item.ts';
import { dynamoCatalogue } from '../../../../lambdas/adapters/aws/dynamo-catalogue.ts';
import type { Product } from '../../../../lambdas/core/catalogue/product.ts';
import { aFixedRandom, aSleeperClock } from '../../../builders/virtual-time.ts';

const table = 'catalogue';
const dynamo = mockClient(DynamoDBClient);
beforeEach(() => dynamo.reset());

const aCatalogue = () => {
  const clock = aSleeperClock();
  return {
    clock,
    catalogue: dynamoCatalogue({ client: new DynamoDBClient({}), table, clock, random: aFixedRandom() }),
  };
};
const aProduct = (product: Partial<Product> = {}): Product => ({ id: 'mug', name: 'Mug', origin: 'feed', ...product });

describe('the catalogue in DynamoDB', () => {
  it('gives back a product as it was put, each id asked once', async () => {
    const full = aProduct({
      price: 145_000,
      url: 'https://s.example',
      imageUrl: 'https://s.example/m.png',
      category: 'Kitchen',
      brand: 'M',
      stock: 0,
    });
    dynamo.on(BatchGetItemCommand).resolves({ Responses: { [table]: [productToItem(full)] } });
    const found = await aCatalogue().catalogue.products(['mug', 'mug', 'lamp', '']);
    expect([...found]).toEqual([['mug', full]]);
    expect(dynamo.commandCalls(BatchGetItemCommand)[0]?.args[0].input.RequestItems?.[table]?.Keys).toEqual([
      { pk: { S: 'PRODUCT#mug' }, sk: { S: 'PRODUCT' } },
      { pk: { S: 'PRODUCT#lamp' }, sk: { S: 'PRODUCT' } },
    ]);
  });

  it('gives back neighbours in their order', async () => {
    const of = { boughtTogether: ['b', 'a'], viewedTogether: [] };
    dynamo.on(BatchGetItemCommand).resolves({ Responses: { [table]: [neighboursToItem('mug', of)] } });
    expect((await aCatalogue().catalogue.neighbours(['mug'])).get('mug')).toEqual(of);
  });

  it('asks for at most a hundred at once, and again for what was left unread', async () => {
    const left = { pk: { S: 'PRODUCT#p-1' }, sk: { S: 'PRODUCT' } };
    dynamo
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { [table]: [] }, UnprocessedKeys: { [table]: { Keys: [left] } } })
      .resolves({ Responses: { [table]: [] } });
    const { catalogue, clock } = aCatalogue();
    await catalogue.products(Array.from({ length: 150 }, (_, n) => `p-${n}`));
    const asked = dynamo.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems?.[table]?.Keys);
    expect(asked.map((keys) => keys?.length)).toEqual([100, 50, 1]);
    expect(clock.slept).toHaveLength(1);
  });

  it('gives up after eight tries, so that its caller can tell', async () => {
    const left = { pk: { S: 'PRODUCT#p-1' }, sk: { S: 'PRODUCT' } };
    dynamo.on(BatchGetItemCommand).resolves({ UnprocessedKeys: { [table]: { Keys: [left] } } });
    await expect(aCatalogue().catalogue.products(['p-1'])).rejects.toThrow('8 tries');
    expect(dynamo.commandCalls(BatchGetItemCommand)).toHaveLength(8);
  });

  it('writes a feed in batches of twenty-five, and again what was left unwritten', async () => {
    dynamo
      .on(BatchWriteItemCommand)
      .resolvesOnce({ UnprocessedItems: { [table]: [{ PutRequest: { Item: productToItem(aProduct()) } }] } })
      .resolves({});
    await aCatalogue().catalogue.put({ products: Array.from({ length: 30 }, (_, n) => aProduct({ id: `p-${n}` })) });
    const written = dynamo.commandCalls(BatchWriteItemCommand).map(({ args }) => args[0].input.RequestItems?.[table]);
    expect(written.map((items) => items?.length)).toEqual([25, 1, 5]);
  });

  it("lets an event's word of a product stand only where no feed has one", async () => {
    dynamo.on(PutItemCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
    await aCatalogue().catalogue.put({ products: [aProduct({ origin: 'events' })] });
    expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
      ConditionExpression: 'attribute_not_exists(pk) OR origin = :events',
      ExpressionAttributeValues: { ':events': { S: 'events' } },
    });
  });

  it('fails loudly when DynamoDB does', async () => {
    dynamo.on(PutItemCommand).rejects(new Error('down'));
    await expect(aCatalogue().catalogue.put({ products: [aProduct({ origin: 'events' })] })).rejects.toThrow('down');
  });

  it('keeps the twenty best sellers', async () => {
    const ids = Array.from({ length: 25 }, (_, n) => `p-${n}`);
    dynamo.on(PutItemCommand).resolves({});
    await aCatalogue().catalogue.put({ bestsellers: ids });
    const { Item } = dynamo.commandCalls(PutItemCommand)[0]?.args[0].input ?? {};
    dynamo.on(GetItemCommand).resolves({ Item });
    expect(await aCatalogue().catalogue.bestsellers()).toEqual(ids.slice(0, 20));
  });

  it('knows no best sellers before anything was learned', async () => {
    dynamo.on(GetItemCommand).resolves({});
    expect(await aCatalogue().catalogue.bestsellers()).toEqual([]);
  });
});
