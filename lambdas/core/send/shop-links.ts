import type { Json, JsonObject } from '../event/event.ts';
import { isObject } from '../profile/read-json.ts';

const WEB_IN_TEXT = /https?:\/\/[^\s<>()"']+/gi;

/** Pictures come from wherever they are kept, and are shown, not followed. */
const PICTURES: ReadonlySet<string> = new Set(['image_url', 'imageUrl', 'avatar']);

/** Does a link lead to the shop's own host, or to one below it? */
export const isOfShop = (url: string, shop: string): boolean => {
  if (!URL.canParse(url) || !URL.canParse(shop)) return false;
  const [host, own] = [new URL(url).hostname, new URL(shop).hostname];
  return host === own || host.endsWith(`.${own}`);
};

/**
 * What an event or a person said, without every text in which a link leads out of the shop: whoever has a browser's
 * write key could put one into a mail with the shop's name on it. Pictures keep theirs. Pure and total.
 */
export const withShopLinks = (said: JsonObject, shop: string): JsonObject =>
  Object.fromEntries(
    Object.entries(said).flatMap(([name, value]): readonly (readonly [string, Json])[] => {
      if (PICTURES.has(name)) return [[name, value]];
      return leadsNowhereElse(value, shop) ? [[name, below(value, shop)]] : [];
    }),
  );

const below = (value: Json, shop: string): Json => {
  if (Array.isArray(value))
    return value.filter((entry) => leadsNowhereElse(entry, shop)).map((entry) => below(entry, shop));
  return isObject(value) ? withShopLinks(value, shop) : value;
};

/** Is it a text without a link that leads out of the shop, or no text at all? */
export const leadsNowhereElse = (value: Json | undefined, shop: string): boolean =>
  typeof value !== 'string' || (value.match(WEB_IN_TEXT) ?? []).every((url) => isOfShop(url, shop));
