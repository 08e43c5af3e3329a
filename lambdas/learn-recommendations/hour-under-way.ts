import { z } from 'zod';
import { emptyBaskets, type HourBaskets } from '../core/catalogue/co-visitation.ts';
import type { ProductCard } from '../core/catalogue/product-cards.ts';
import { jsonText } from '../decode/json-text.ts';
import { productCard } from './learned-hour.ts';

/** An hour of which some objects are counted. Further objects may come in any order, and one twice does no harm. */
export interface HourUnderWay {
  /** Keys of the lake's objects. */
  readonly counted: Set<string>;
  readonly baskets: HourBaskets;
  readonly cards: Map<string, ProductCard>;
}

export const beginHour = (): HourUnderWay => ({ counted: new Set(), baskets: emptyBaskets(), cards: new Map() });

const place = z.object({ at: z.number(), by: z.string(), line: z.number() });
const entries = z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), place]))]));
const baskets = entries.transform((all) => new Map(all.map(([key, basket]) => [key, new Map(basket)])));

const hourUnderWay = z.object({
  underWay: z.literal(1),
  counted: z.array(z.string()).transform((keys) => new Set(keys)),
  baskets: z.object({ views: baskets, orders: baskets }),
  cards: z
    .array(productCard)
    .transform((cards) => new Map(cards.map((card): [string, ProductCard] => [card.product.id, card]))),
});

type Baskets = HourBaskets['views'];
const listed = (of: Baskets) => [...of].map(([key, basket]) => [key, [...basket]]);

/** In the place of the hour's counts until they are complete. */
export const writeHourUnderWay = ({ counted, baskets: { views, orders }, cards }: HourUnderWay): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      underWay: 1,
      counted: [...counted],
      baskets: { views: listed(views), orders: listed(orders) },
      cards: [...cards.values()],
    }),
  );

/** Undefined where there is none, or half a file. */
export const readHourUnderWay = (bytes: Uint8Array | undefined): HourUnderWay | undefined =>
  bytes && jsonText(hourUnderWay).safeParse(Buffer.from(bytes).toString('utf8')).data;
