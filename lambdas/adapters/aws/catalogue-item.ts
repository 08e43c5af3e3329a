import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Neighbours, Product } from '../../core/catalogue/product.ts';

export type Item = Record<string, AttributeValue>;

export const productKey = (id: string): Item => ({ pk: { S: `PRODUCT#${id}` }, sk: { S: 'PRODUCT' } });
export const neighboursKey = (id: string): Item => ({ pk: { S: `PRODUCT#${id}` }, sk: { S: 'NEIGHBOURS' } });
export const bestsellersKey: Item = { pk: { S: 'LIST#bestsellers' }, sk: { S: 'LIST' } };

/** The id in a product's or its neighbours' key. */
export const idOf = (item: Item): string => item.pk?.S?.slice('PRODUCT#'.length) ?? '';

export const productToItem = ({ id, name, price, url, imageUrl, category, brand, stock, origin }: Product): Item => ({
  ...productKey(id),
  name: { S: name },
  origin: { S: origin },
  ...text('url', url),
  ...text('imageUrl', imageUrl),
  ...text('category', category),
  ...text('brand', brand),
  ...number('price', price),
  ...number('stock', stock),
});

export const productFromItem = (item: Item): Product => ({
  id: idOf(item),
  name: item.name?.S ?? idOf(item),
  origin: item.origin?.S === 'feed' ? 'feed' : 'events',
  ...(item.url?.S !== undefined && { url: item.url.S }),
  ...(item.imageUrl?.S !== undefined && { imageUrl: item.imageUrl.S }),
  ...(item.category?.S !== undefined && { category: item.category.S }),
  ...(item.brand?.S !== undefined && { brand: item.brand.S }),
  ...(item.price?.N !== undefined && { price: Number(item.price.N) }),
  ...(item.stock?.N !== undefined && { stock: Number(item.stock.N) }),
});

export const neighboursToItem = (id: string, { boughtTogether, viewedTogether }: Neighbours): Item => ({
  ...neighboursKey(id),
  boughtTogether: idList(boughtTogether),
  viewedTogether: idList(viewedTogether),
});

export const neighboursFromItem = (item: Item): Neighbours => ({
  boughtTogether: idsIn(item.boughtTogether),
  viewedTogether: idsIn(item.viewedTogether),
});

export const idList = (ids: readonly string[]): AttributeValue => ({ L: ids.map((S) => ({ S })) });
export const idsIn = (value: AttributeValue | undefined): readonly string[] =>
  (value?.L ?? []).flatMap(({ S }) => (S === undefined ? [] : [S]));

const text = (name: string, value: string | undefined): Item => (value === undefined ? {} : { [name]: { S: value } });
const number = (name: string, value: number | undefined): Item =>
  value === undefined ? {} : { [name]: { N: String(value) } };
