import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { type DemoApi, readAnswer } from '../demo/demo-api.ts';
import { feedFault } from './feed-product.ts';
import type { ImportOptions, ImportReport } from './import-feed.ts';

export interface FeedRequest extends Omit<ImportOptions, 'currency'> {
  /** A file, CSV or `.json`. */
  readonly feed: string;
  /** Where the files of a `picture` column are served. @default the demo serves its own */
  readonly pictures?: string;
}

const answer = z.object({
  rows: z.number(),
  products: z.number(),
  pricesFallen: z.number(),
  peopleTold: z.number(),
  leftTheFeed: z.number(),
  setAside: z.array(z.object({ line: z.number(), fault: feedFault })),
}) satisfies z.ZodType<ImportReport>;

/** Imports a feed into the demo that runs on this machine. */
export const importIntoDemo = async (
  demo: DemoApi,
  { feed, pictures = `${demo.address}/pictures`, viewedWithinDays, leastDrop, whole }: FeedRequest,
): Promise<ImportReport> => {
  const query = new URLSearchParams({
    name: basename(feed),
    viewedWithinDays: String(viewedWithinDays),
    leastDrop: String(leastDrop),
    whole: String(whole),
    pictures,
  });
  return answer.parse(await readAnswer(await demo.ask('POST', `/v1/catalogue/import?${query}`, await readFile(feed))));
};
