import { type CustomerEvent, eventName, type Json, type JsonObject } from '../event/event.ts';
import { jsonBytes } from '../json-bytes.ts';
import type { AppliedEvent, Profile } from './profile.ts';
import { purchasesOf } from './purchases.ts';
import { isObject } from './read-json.ts';
import { toAddress } from './traits.ts';

/** A write's applied events stay below this; then the fold goes on in a further write. */
export const APPLIED_LIMIT_BYTES = 24_000;

const ENTRIES_KEPT = 20;
/** All in bytes of JSON. */
const LONGEST_PROPERTIES = 8_000;
const LONGEST_VALUE = 200;
const LONGEST_VALUE_OF_A_LINE = 100;

/** What the stream's reader needs of an event that some campaign can be triggered by. */
export const appliedEvent = (event: CustomerEvent, before: Profile | undefined, after: Profile): AppliedEvent => {
  const properties = event.type === 'track' ? shorten(event.properties) : {};
  return {
    name: eventName(event),
    messageId: event.messageId,
    source: event.source,
    at: event.at,
    receivedAt: event.receivedAt,
    properties,
    worth: event.type === 'track' ? purchasesOf(event)?.revenue || undefined : undefined,
    cartKey: after.cart.key ?? before?.cart.key,
    address: event.type === 'track' ? toAddress(event.properties.email) : undefined,
  };
};

/** Lists are cut to their first 20 entries and get a `<name>_count` beside them; what is still too long goes. */
const shorten = (properties: JsonObject): JsonObject => {
  const shortened: Record<string, Json> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (Array.isArray(value)) {
      shortened[name] = value.slice(0, ENTRIES_KEPT);
      shortened[`${name}_count`] = value.length;
    } else shortened[name] = value;
  }
  if (jsonBytes(shortened) <= LONGEST_PROPERTIES) return shortened;
  const slimmed = Object.entries(shortened).map(([name, value]) => [name, slim(value)] as const);
  const essential = slimmed.filter(([name]) => ESSENTIAL.includes(name));
  return Object.fromEntries(jsonBytes(slimmed) <= LONGEST_PROPERTIES ? slimmed : essential);
};

/** What campaigns and their mails cannot do without. */
const ESSENTIAL = ['order_id', 'total', 'revenue', 'currency', 'products', 'products_count', 'topic', 'product_id'];

/** Of a list's objects only what a mail shows; of other values only short ones. */
const slim = (value: Json): Json => {
  if (Array.isArray(value)) return value.map((entry) => (isObject(entry) ? onlyShown(entry) : null));
  return jsonBytes(value) <= LONGEST_VALUE ? value : null;
};

const SHOWN = ['product_id', 'sku', 'name', 'price', 'quantity'];
const onlyShown = (line: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(line).filter(([name, value]) => SHOWN.includes(name) && jsonBytes(value) <= LONGEST_VALUE_OF_A_LINE),
  );
