import { z } from 'zod';

/** One product of a feed file: prices in the currency's unit, pictures by file name. */
const feedProduct = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  price: z.number().nonnegative(),
  url: z.url(),
  picture: z.string().regex(/^[a-z0-9-]+\.png$/),
  category: z.string().min(1),
  brand: z.string().min(1),
  stock: z.number().int().nonnegative(),
  /** What `draw-pictures.ts` draws. */
  drawing: z.object({ shape: z.string(), ground: z.string(), main: z.string(), accent: z.string() }),
});

export const productFeed = z.array(feedProduct);
export type FeedProduct = z.infer<typeof feedProduct>;
