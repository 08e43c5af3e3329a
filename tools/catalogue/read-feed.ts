import { isUtf8 } from 'node:buffer';
import type { Product } from '../../lambdas/core/catalogue/product.ts';
import { splitCells } from '../import/split-cells.ts';
import { splitLines } from '../import/split-lines.ts';
import { type FeedFault, type FeedOptions, feedIdOf, toFeedProduct } from './feed-product.ts';

/** A feed's bytes, to be read more than once. */
export interface FeedSource {
  /** Ends with `.json` for a JSON list; anything else is CSV. */
  readonly name: string;
  open(): AsyncIterable<Uint8Array>;
}

/** One row: a product, or why it is none, and of which. `line` counts from 1; in a JSON feed it is the entry. */
export type FeedRow =
  | { readonly line: number; readonly product: Product }
  | { readonly line: number; readonly fault: FeedFault; readonly id?: string };

/**
 * The rows of a product feed: CSV with a header line, or a JSON list (`.json`). An id that comes twice is set aside.
 * Throws where the file is no feed at all.
 */
export async function* readFeed(source: FeedSource, options: FeedOptions): AsyncIterable<FeedRow> {
  const ids = new Set<string>();
  const rows = source.name.endsWith('.json') ? jsonRows(source) : csvRows(source);
  for await (const { line, row } of rows) {
    const product = typeof row === 'string' ? row : toFeedProduct(row, options);
    const id = typeof row === 'string' ? '' : feedIdOf(row);
    const about = { line, ...(id !== '' && { id }) };
    if (typeof product === 'string') yield { ...about, fault: product };
    else if (ids.has(product.id)) yield { ...about, fault: 'same_id_twice' };
    else {
      ids.add(product.id);
      yield { line, product };
    }
  }
}

interface RawRow {
  readonly line: number;
  readonly row: Readonly<Record<string, unknown>> | FeedFault;
}

async function* csvRows({ name: file, open }: FeedSource): AsyncIterable<RawRow> {
  let columns: readonly string[] | undefined;
  let line = 0;
  for await (const bytes of splitLines(open())) {
    line += 1;
    if (bytes.length === 0) continue;
    const cells = isUtf8(bytes) ? splitCells(bytes.toString('utf8').replace(/^\ufeff/, '')) : undefined;
    if (columns === undefined) {
      columns = cells?.map((name) => name.trim());
      if (columns === undefined || !/\bid\b/.test(columns.join(' ')))
        throw new Error(`${file}: its first line names no columns. Begin it with id,name,price,url,image_url,stock.`);
    } else if (cells === undefined) yield { line, row: isUtf8(bytes) ? 'broken_quotes' : 'not_utf8' };
    else if (cells.length !== columns.length) yield { line, row: 'wrong_number_of_columns' };
    else yield { line, row: Object.fromEntries(columns.map((name, place) => [name, cells[place]])) };
  }
  if (columns === undefined) throw new Error(`${file}: it is empty, without even a line that names its columns.`);
}

async function* jsonRows({ name: file, open }: FeedSource): AsyncIterable<RawRow> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of open()) chunks.push(chunk);
  let content: unknown;
  try {
    content = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new Error(`${file}: this is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!Array.isArray(content))
    throw new Error(`${file}: this is no list. Write [{"id": …, "name": …, "price": …}, …].`);
  for (const [index, entry] of content.entries()) {
    const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
    yield { line: index + 1, row: isObject ? Object.fromEntries(Object.entries(entry)) : 'not_an_object' };
  }
}
