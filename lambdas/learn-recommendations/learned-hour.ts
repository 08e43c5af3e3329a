import { z } from 'zod';
import type { HourCounts } from '../core/catalogue/co-visitation.ts';
import type { ProductCard } from '../core/catalogue/product-cards.ts';

const pair = z.tuple([z.string(), z.string(), z.number()]);

export const productCard = z.object({
  product: z.object({
    id: z.string(),
    name: z.string(),
    price: z.number().optional(),
    url: z.string().optional(),
    imageUrl: z.string().optional(),
    category: z.string().optional(),
    brand: z.string().optional(),
    origin: z.literal('events'),
  }),
  at: z.number(),
  by: z.string(),
});

const learnedHour = z.object({
  /** Grows when the way of counting changes: older files are counted again. */
  version: z.literal(1),
  /** Digest of the names of the lake objects it was counted from. */
  from: z.string(),
  counts: z.object({
    viewed: z.array(pair),
    bought: z.array(pair),
    sold: z.array(z.tuple([z.string(), z.number()])),
  }),
  cards: z.array(productCard),
});

/** What `learned/dt=…/hour=….json` holds: all that one hour of the lake says of products, and nobody's name. */
export interface LearnedHour {
  readonly version: 1;
  readonly from: string;
  readonly counts: HourCounts;
  readonly cards: readonly ProductCard[];
}

export const writeLearnedHour = (hour: LearnedHour): Uint8Array => new TextEncoder().encode(JSON.stringify(hour));

/** Undefined where there is none, or one of another version. */
export const readLearnedHour = (bytes: Uint8Array | undefined): LearnedHour | undefined => {
  if (bytes === undefined) return undefined;
  try {
    return learnedHour.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined; // half a file: counted again
  }
};
