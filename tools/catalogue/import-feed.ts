import {
  addViewer,
  type PriceDrop,
  type PriceDropNews,
  priceDropMessage,
  priceDropOf,
} from '../../lambdas/core/catalogue/price-drops.ts';
import type { Product } from '../../lambdas/core/catalogue/product.ts';
import { decodeRecords } from '../../lambdas/decode/decode-records.ts';
import type { EventValidators } from '../../lambdas/decode/event-validators.ts';
import { readLakeObject } from '../../lambdas/decode/lake-row.ts';
import { lakeHours } from '../../lambdas/learn-recommendations/lake-hours.ts';
import type { FeedCatalogue } from '../../lambdas/ports/catalogue.ts';
import type { Clock } from '../../lambdas/ports/clock.ts';
import type { EventStream, OutgoingRecord } from '../../lambdas/ports/event-stream.ts';
import type { ObjectStore } from '../../lambdas/ports/object-store.ts';
import type { FeedFault } from './feed-product.ts';
import type { FeedRow } from './read-feed.ts';

export interface ImportPorts {
  readonly catalogue: FeedCatalogue;
  readonly lake: ObjectStore;
  readonly events: EventStream;
  readonly validators: EventValidators;
  readonly clock: Clock;
}

export interface ImportOptions {
  readonly currency: string;
  /** Who looked at a fallen product within so many days is told; 0: nobody is. */
  readonly viewedWithinDays: number;
  /** A price that fell by less is not worth a word: 0.05 is 5 %. */
  readonly leastDrop: number;
  /** The file is the whole range: what it lacks is taken for sold out; what is set aside of it stays as it was. */
  readonly whole: boolean;
}

export interface ImportReport {
  readonly rows: number;
  readonly products: number;
  readonly pricesFallen: number;
  readonly peopleTold: number;
  readonly leftTheFeed: number;
  readonly setAside: readonly { readonly line: number; readonly fault: FeedFault }[];
}

const PAGE = 100;
const RECORDS_A_PUT = 500;

/**
 * Makes the catalogue say what a feed says, and tells whoever looked at a product lately that its price has fallen.
 * They are told first and the catalogue is written after: a crash in between is mended by importing again, since the
 * same drop told twice is one event. Reads the feed twice and never holds more than its drops, so that its length does
 * not matter; who looked is read from the lake, so that views cost nothing extra when they happen.
 */
export const importFeed = async (
  { catalogue, lake, events, validators, clock }: ImportPorts,
  readRows: () => AsyncIterable<FeedRow>,
  { currency, viewedWithinDays, leastDrop, whole }: ImportOptions,
  progress: (line: string) => void = () => undefined,
): Promise<ImportReport> => {
  const drops = new Map<string, PriceDrop>();
  const setAside: { readonly line: number; readonly fault: FeedFault }[] = [];
  let rows = 0;
  for await (const page of pagesOf(readRows(), setAside)) {
    rows += page.length;
    const known = await catalogue.products(page.map(({ id }) => id));
    for (const product of page) {
      const drop = priceDropOf(known.get(product.id), product, leastDrop);
      if (drop !== undefined) drops.set(product.id, drop);
    }
    progress(`${rows} products compared, ${drops.size} cost less`);
  }
  if (rows === 0) throw new Error('no row of the feed is a product; the catalogue stays as it is.');

  const told = new Map<string, PriceDropNews>();
  if (drops.size > 0 && viewedWithinDays > 0) {
    for (const { partition, keys } of await lakeHours(lake, clock.now(), viewedWithinDays)) {
      for (const key of keys) {
        const object = await lake.get(key);
        if (object === undefined) continue; // erased meanwhile
        for (const { events: found } of await decodeRecords(readLakeObject(object), validators))
          for (const { event } of found) addViewer(told, event, drops);
      }
      progress(`${partition}: ${told.size} people looked at what costs less`);
    }
    const timestamp = new Date(clock.now()).toISOString();
    const records = [...told.values()].map((news) => toRecord({ ...priceDropMessage(news, currency), timestamp }));
    for (let from = 0; from < records.length; from += RECORDS_A_PUT) {
      const failed = await events.put(records.slice(from, from + RECORDS_A_PUT));
      if (failed.length > 0) throw new Error(`the stream did not take ${failed.length} events: import again later.`);
      progress(`${Math.min(records.length, from + RECORDS_A_PUT)} of ${records.length} people told`);
    }
  }

  const gone = whole ? await idsNoLongerIn(catalogue, readRows) : [];
  let written = 0;
  for await (const products of pagesOf(readRows())) {
    await catalogue.put({ products });
    written += products.length;
    progress(`${written} of ${rows} products written`);
  }
  for (let from = 0; from < gone.length; from += PAGE) {
    const known = await catalogue.products(gone.slice(from, from + PAGE));
    await catalogue.put({ products: [...known.values()].map((product) => ({ ...product, stock: 0 })) });
  }
  return {
    rows: rows + setAside.length,
    products: rows,
    pricesFallen: drops.size,
    peopleTold: told.size,
    leftTheFeed: gone.length,
    setAside,
  };
};

const toRecord = (message: ReturnType<typeof priceDropMessage> & { readonly timestamp: string }): OutgoingRecord => ({
  partitionKey: message.userId ?? message.anonymousId ?? message.messageId,
  data: Buffer.from(JSON.stringify({ ...message, source: 'catalogue' })),
});

async function* pagesOf(
  rows: AsyncIterable<FeedRow>,
  setAside: { readonly line: number; readonly fault: FeedFault }[] = [],
): AsyncIterable<readonly Product[]> {
  let page: Product[] = [];
  for await (const row of rows) {
    if ('fault' in row) setAside.push(row);
    else page.push(row.product);
    if (page.length === PAGE) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

const idsNoLongerIn = async (
  catalogue: FeedCatalogue,
  readRows: () => AsyncIterable<FeedRow>,
): Promise<readonly string[]> => {
  const left = new Set<string>();
  for await (const id of catalogue.feedIds()) left.add(id);
  for await (const row of readRows()) left.delete('product' in row ? row.product.id : (row.id ?? ''));
  return [...left];
};
