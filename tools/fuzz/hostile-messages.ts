import { type Chance, several } from './chance.ts';
import {
  FORBIDDEN_KEYS,
  HOSTILE_NUMBERS,
  HOSTILE_TEXTS,
  HOSTILE_TIMES,
  HOSTILE_URLS,
  hostileText,
  NO_NUMBERS,
} from './hostile-values.ts';

const TYPES = ['track', 'track', 'track', 'track', 'identify', 'identify', 'page', 'screen', 'group', 'alias'] as const;
const EVENTS = [
  'Product Added',
  'Product Added',
  'Product Removed',
  'Product Viewed',
  'Order Completed',
  'Order Cancelled',
  'Order Refunded',
  'Subscribed',
  'Unsubscribed',
  'Cart Viewed',
  'Door Opened',
] as const;
const PEOPLE = ['u-1', 'u-2', 'a-1', 'a-2', 'a-3'] as const;
const ADDRESSES = ['ada@example.com', 'ADA@example.com ', 'bob@example.com', 'x', 'a@b', '"x"@example.com'] as const;
const NAMES = [
  'email',
  'firstName',
  'product_id',
  'sku',
  'price',
  'quantity',
  'order_id',
  'products',
  'topic',
  'timezone',
] as const;

/** Stands in a document for text that JSON.stringify would not write; `toJsonText` puts it in. */
const asIs = (token: string): string => `@@as-is:${token}@@`;

/** JSON text of a document, with its as-is tokens in place: not always valid, on purpose. */
export const toJsonText = (document: unknown): string =>
  JSON.stringify(document).replace(/"@@as-is:(.*?)@@"/g, (_, token: string) => token);

const object = (entries: readonly (readonly [string, unknown])[]): object => Object.fromEntries(entries);

export const hostileNumber = (chance: Chance): unknown =>
  asIs(chance.happens(0.03) ? chance.pick(NO_NUMBERS) : chance.pick(HOSTILE_NUMBERS));

/** Any JSON value, most of them small. */
export const hostileValue = (chance: Chance, depth = 0): unknown => {
  switch (chance.below(depth > 3 ? 5 : 8)) {
    case 0:
      return hostileNumber(chance);
    case 1:
      return chance.pick([null, true, false]);
    case 2:
      return chance.pick(HOSTILE_URLS);
    case 3:
      return chance.pick(HOSTILE_TIMES);
    case 5:
      return several(chance, 0, 4, () => hostileValue(chance, depth + 1));
    case 6:
      return hostileObject(chance, depth + 1);
    default:
      return hostileText(chance);
  }
};

const hostileObject = (chance: Chance, depth: number): object =>
  object(
    several(chance, 0, 4, () => [
      chance.happens(0.02)
        ? chance.pick(FORBIDDEN_KEYS)
        : chance.happens(0.6)
          ? chance.pick(NAMES)
          : chance.pick(HOSTILE_TEXTS),
      hostileValue(chance, depth),
    ]),
  );

/** A product that its schema lets through, with whatever text the schema does not judge. */
export const hostileProduct = (chance: Chance): object => ({
  product_id: chance.happens(0.8) ? chance.pick(['p-1', 'p-2', 'p-3', 7]) : hostileText(chance) || 'p',
  ...(chance.happens(0.8) && { name: hostileText(chance) }),
  ...(chance.happens(0.8) && {
    price: chance.pick<unknown>([12.5, 0, 100_000_000_000, 0.00001, asIs('1e-400'), asIs('1e11')]),
  }),
  ...(chance.happens(0.6) && { quantity: chance.pick<unknown>([1, 2, 1_000_000_000, 0.5, asIs('5e-324')]) }),
  ...(chance.happens(0.7) && { url: chance.pick(HOSTILE_URLS) }),
  ...(chance.happens(0.7) && { image_url: chance.pick(HOSTILE_URLS) }),
  ...(chance.happens(0.3) && { category: hostileText(chance), brand: hostileText(chance) }),
});

const propertiesOf = (chance: Chance, event: string): object => {
  if (event.startsWith('Product ') || chance.happens(0.1)) return hostileProduct(chance);
  if (event.startsWith('Order '))
    return {
      order_id: chance.pick<unknown>(['o-1', 'o-2', 42, hostileText(chance)]),
      total: chance.pick<unknown>([10, 0.1, 100_000_000_000, null, hostileNumber(chance)]),
      products: several(chance, 0, chance.happens(0.02) ? 300 : 4, () => hostileProduct(chance)),
    };
  if (event.endsWith('ubscribed'))
    return { topic: chance.pick(['promotions', 'news', hostileText(chance)]), email: chance.pick(ADDRESSES) };
  return hostileObject(chance, 0);
};

const traitsOf = (chance: Chance): object => ({
  ...(chance.happens(0.6) && { email: chance.pick(ADDRESSES) }),
  ...(chance.happens(0.6) && { firstName: hostileText(chance) }),
  ...(chance.happens(0.3) && { timezone: chance.pick(['Europe/London', 'Mars/Olympus', hostileText(chance)]) }),
  ...(chance.happens(0.5) && hostileObject(chance, 0)),
  ...(chance.happens(0.005) && { bio: hostileText(chance) + 'x'.repeat(300_000) }),
});

const id = (chance: Chance): unknown =>
  chance.happens(0.9) ? chance.pick(PEOPLE) : chance.pick<unknown>([hostileText(chance), 7, asIs('1e21'), null, true]);

/** A message that keeps to the schemas but for what they leave open. */
export const wellFormedMessage = (chance: Chance, index = 0, about?: string): object => {
  const type = about === undefined ? chance.pick(TYPES) : 'track';
  const event = about ?? (chance.happens(0.9) ? chance.pick(EVENTS) : hostileText(chance) || 'x');
  return {
    type,
    messageId: chance.happens(0.8) ? `m-${index}` : chance.pick(['m-0', hostileText(chance)]),
    ...(chance.happens(0.8) ? { userId: id(chance) } : {}),
    ...(chance.happens(0.7) ? { anonymousId: id(chance) } : {}),
    ...(type === 'track' && { event, properties: propertiesOf(chance, event) }),
    ...(type === 'identify' && { traits: traitsOf(chance) }),
    ...((type === 'page' || type === 'screen') && { name: hostileText(chance), properties: hostileObject(chance, 0) }),
    ...(type === 'group' && { groupId: id(chance), traits: traitsOf(chance) }),
    ...(type === 'alias' && { previousId: id(chance) }),
    ...(chance.happens(0.8) && { timestamp: chance.pick(HOSTILE_TIMES) }),
    ...(chance.happens(0.2) && { originalTimestamp: chance.pick(HOSTILE_TIMES) }),
    ...(chance.happens(0.2) && { receivedAt: chance.pick(HOSTILE_TIMES), sentAt: chance.pick(HOSTILE_TIMES) }),
    ...(chance.happens(0.2) && { source: hostileText(chance) }),
    ...(chance.happens(0.3) && {
      context: { timezone: hostileText(chance), campaign: hostileObject(chance, 1), backfill: chance.happens(0.3) },
    }),
  };
};

const FIELDS = [
  'type',
  'messageId',
  'userId',
  'anonymousId',
  'event',
  'timestamp',
  'properties',
  'traits',
  'context',
  'groupId',
  'source',
  '__proto__',
] as const;

/** A message of which one or two fields are anything at all, or are missing. */
export const brokenMessage = (chance: Chance, index = 0): object => {
  const entries = new Map<string, unknown>(Object.entries(wellFormedMessage(chance, index)));
  for (let left = 1 + chance.below(2); left > 0; left -= 1) {
    const field = chance.pick(FIELDS);
    if (chance.happens(0.3)) entries.delete(field);
    else entries.set(field, hostileValue(chance));
  }
  return object([...entries]);
};

/** Objects or lists within each other. */
export const deepJson = (depth: number, shape: 'object' | 'list'): string =>
  shape === 'object' ? `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}` : `${'['.repeat(depth)}${']'.repeat(depth)}`;

export const manyKeys = (keys: number): string =>
  `{${Array.from({ length: keys }, (_, key) => `"k${key}":${key}`).join(',')}}`;
