import { z } from 'zod';
import type { Product } from '../../lambdas/core/catalogue/product.ts';
import { toMoney } from '../../lambdas/core/profile/money.ts';

/** Why a row of a feed is no product. */
export const feedFault = z.enum([
  'no_id',
  'no_name',
  'no_price',
  'bad_price',
  'another_currency',
  'bad_address',
  'bad_stock',
  'same_id_twice',
  'wrong_number_of_columns',
  'broken_quotes',
  'not_utf8',
  'not_an_object',
]);
export type FeedFault = z.infer<typeof feedFault>;

export interface FeedOptions {
  /** The shop's; a price in another one sets its row aside. */
  readonly currency: string;
  /** Where the files of a `picture` column are served. */
  readonly pictures?: string;
}

/** Names of columns, our own and those of Google's product data specification. Source: https://support.google.com/merchants/answer/7052112 */
const ALIASES = {
  id: ['id', 'product_id'],
  name: ['name', 'title'],
  price: ['sale_price', 'price'],
  url: ['url', 'link'],
  image: ['image_url', 'imageUrl', 'image_link'],
  picture: ['picture'],
  category: ['category', 'product_type'],
  brand: ['brand'],
  stock: ['stock', 'quantity'],
  availability: ['availability'],
} as const;
type Field = keyof typeof ALIASES;

const LONGEST: Partial<Record<Field, number>> = { id: 100, name: 200, url: 500, image: 500, category: 200, brand: 200 };
const AMOUNT = /^(\d+(?:\.\d+)?)(?:\s*([A-Z]{3}))?$/;
const ADDRESS = /^https?:\/\/[^\s"<>]+$/;

/** The cell of the first of a field's columns that says anything. */
const textOf = (row: Readonly<Record<string, unknown>>, field: Field): string => {
  const found = ALIASES[field]
    .map((name) => row[name])
    .find((value) => value !== undefined && value !== null && value !== '');
  const said = typeof found === 'string' || typeof found === 'number' ? String(found).trim() : '';
  return said.slice(0, LONGEST[field] ?? said.length);
};

/** Which product a row is about, right or wrong; empty where it says none. */
export const feedIdOf = (row: Readonly<Record<string, unknown>>): string => textOf(row, 'id');

/** A feed's row as a product, or the first thing that is wrong with it. */
export const toFeedProduct = (row: Readonly<Record<string, unknown>>, options: FeedOptions): Product | FeedFault => {
  const text = (field: Field): string => textOf(row, field);
  const [id, name, category, brand] = [text('id'), text('name'), text('category'), text('brand')];
  if (id === '') return 'no_id';
  if (name === '') return 'no_name';
  if (text('price') === '') return 'no_price';
  const [, amount, currency = options.currency] = AMOUNT.exec(text('price')) ?? [];
  if (amount === undefined || !Number.isSafeInteger(toMoney(Number(amount)))) return 'bad_price';
  if (currency !== options.currency) return 'another_currency';
  const url = text('url');
  const picture = text('picture');
  const image =
    picture !== '' && options.pictures !== undefined
      ? `${options.pictures}/${encodeURIComponent(picture)}`
      : text('image');
  if ([url, image].some((address) => address !== '' && !ADDRESS.test(address))) return 'bad_address';
  const stock = stockOf(text('stock'), text('availability'));
  if (stock === 'bad_stock') return stock;
  return {
    id,
    name,
    price: toMoney(Number(amount)),
    ...(url !== '' && { url }),
    ...(image !== '' && { imageUrl: image }),
    ...(category !== '' && { category }),
    ...(brand !== '' && { brand }),
    ...(stock !== undefined && { stock }),
    origin: 'feed',
  };
};

/** A number of pieces, or a word for none; undefined where the feed says nothing. */
const stockOf = (stock: string, availability: string): number | 'bad_stock' | undefined => {
  if (stock !== '') return /^\d{1,9}$/.test(stock) ? Number(stock) : 'bad_stock';
  return /^out[ _]of[ _]stock$/i.test(availability) ? 0 : undefined;
};
