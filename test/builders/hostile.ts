import { jsonBytes } from '../../lambdas/core/json-bytes.ts';

/** Characters that take from one byte to six as JSON; half a pair is refused in identifiers. */
export const DEAR_CHARACTERS = ['a', '"', 'é', '漢', '😀', '\u0001'] as const;
export type DearCharacter = (typeof DEAR_CHARACTERS)[number];

/** A text that begins with a number and takes as many bytes and characters as it may. */
const full = (n: number, bytes: number, characters: number, character: DearCharacter): string => {
  const room = Math.min(
    Math.floor((bytes - `${n}-`.length) / (jsonBytes(character) - 2)),
    Math.floor((characters - `${n}-`.length) / character.length),
  );
  return `${n}-${character.repeat(room)}`;
};

/** What one message says: at the greatest length that is accepted, in one character. */
export type Saying = (n: number, character: DearCharacter) => object;

const tooLong = 600;
const ANY_BYTES = 10_000;
const longText = (n: number, character: DearCharacter): string => `${n}${character.repeat(tooLong)}`;
const product = (n: number, c: DearCharacter) => ({
  product_id: full(n, ANY_BYTES, 100, c),
  name: longText(n, c),
  url: longText(n, c),
  image_url: longText(n, c),
  category: longText(n, c),
  brand: longText(n, c),
  price: 1,
  quantity: 1e9,
});
const track = (event: string, properties: object) => ({ type: 'track', event, properties });

export const sayings: Readonly<Record<string, Saying>> = {
  named: (n, c) => track(full(n, 300, 200, c), {}),
  viewed: (n, c) => track('Product Viewed', product(n, c)),
  added: (n, c) => track('Product Added', product(n, c)),
  ordered: (n, c) =>
    track('Order Completed', {
      order_id: full(n, ANY_BYTES, 100, c),
      total: 1,
      note: longText(n, c),
      products: Array.from({ length: 21 }, (_, line) => product(line, c)),
    }),
  subscribed: (n, c) => track('Subscribed', { topic: full(n, ANY_BYTES, 64, c) }),
  identified: (n, c) => ({
    type: 'identify',
    traits: Object.fromEntries(
      Array.from({ length: 30 }, (_, trait) => [full(n * 30 + trait, 100, 100, c), full(trait, 500, 500, c)]),
    ),
  }),
  opened: (n, c) => ({
    type: 'page',
    context: {
      campaign: { source: longText(n, c), medium: longText(n, c), name: longText(n, c) },
      locale: full(n, 500, 500, c),
      timezone: full(n, 500, 500, c),
    },
  }),
  moved: (n, c) => ({ type: 'page', anonymousId: full(n, 512, 255, c) }),
  renamed: (n, c) => ({ type: 'alias', previousId: full(n, 512, 255, c) }),
};

/** The message that says it, of `userId`, under ids as long as they may be. */
export const hostileMessage = (saying: Saying, n: number, character: DearCharacter, userId: string): object => ({
  messageId: full(n, 200, 100, character),
  source: full(0, 200, 100, character),
  userId,
  timestamp: '2026-11-24T11:59:59.000Z',
  ...saying(n, character),
});
