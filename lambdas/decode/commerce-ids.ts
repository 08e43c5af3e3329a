import type { Json, JsonObject } from '../core/event/event.ts';
import { isJsonObject } from './json-object.ts';

const IDS = ['product_id', 'order_id', 'cart_id'] as const;

/** Ids of one object as text; a product without `product_id` is known by its `sku`. Unchanged objects are not copied. */
const normalise = (fields: JsonObject): JsonObject => {
  let changed: Record<string, Json> | undefined;
  for (const name of IDS) {
    const value = fields[name];
    if (typeof value === 'number') changed = { ...(changed ?? fields), [name]: String(value) };
  }
  const { product_id, sku } = fields;
  if (product_id === undefined && (typeof sku === 'string' || typeof sku === 'number'))
    changed = { ...(changed ?? fields), product_id: String(sku) };
  return changed ?? fields;
};

/** Track properties in which every product, order and cart id is text, in the lines of `products` too. */
export const withTextIds = (properties: JsonObject): JsonObject => {
  const { products } = properties;
  const own = normalise(properties);
  if (!Array.isArray(products)) return own;
  const lines = products.map((line: Json) => (isJsonObject(line) ? normalise(line) : line));
  return lines.some((line, index) => line !== products[index]) ? { ...own, products: lines } : own;
};
