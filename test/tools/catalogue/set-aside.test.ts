import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportReport } from '../../../tools/catalogue/import-feed.ts';
import { type FeedRow, readFeed } from '../../../tools/catalogue/read-feed.ts';
import { writeSetAside } from '../../../tools/catalogue/set-aside.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'set-aside-'));
});
afterEach(() => rm(folder, { recursive: true }));

const rowsOf = async (file: string): Promise<readonly FeedRow[]> =>
  Array.fromAsync(readFeed({ name: file, open: () => createReadStream(file) }, { currency: 'GBP' }));
const faultsIn = (rows: readonly FeedRow[]): ImportReport['setAside'] =>
  rows.flatMap((row) => ('fault' in row ? [row] : []));
const productsIn = (rows: readonly FeedRow[]) => rows.flatMap((row) => ('product' in row ? [row.product.id] : []));

/** Writes a feed, and what of it is set aside into a folder that is not there yet. */
const setAside = async (name: string, content: string | Buffer) => {
  const feed = join(folder, name);
  await writeFile(feed, content);
  const file = join(folder, 'aside', name);
  await writeSetAside(file, feed, faultsIn(await rowsOf(feed)));
  return { file, text: await readFile(file, 'utf8') };
};

describe('rows that are set aside', () => {
  it('go into a file of the feed’s columns, each behind its row and reason', async () => {
    const { text } = await setAside(
      'feed.csv',
      '\ufeffid,name,price\r\n1,Mug,14\r\n\r\n2,,5\r\n3,"Lamp,2",free\r\n4,Vase\r\n',
    );
    expect(text).toBe(
      'row,reason,id,name,price\n4,no_name,2,,5\n5,bad_price,3,"Lamp,2",free\n6,wrong_number_of_columns,4,Vase\n',
    );
  });

  it('are a feed once they are mended', async () => {
    const { file, text } = await setAside('feed.csv', 'id,name,price\n1,Mug,14\n2,,5\n3,Lamp,free\n');
    await writeFile(file, text.replace(',2,,5', ',2,Bowl,5'));
    const rows = await rowsOf(file);
    expect(productsIn(rows)).toEqual(['2']);
    // What is still wrong with it may be set aside over the very file that was read.
    await writeSetAside(file, file, faultsIn(rows));
    await writeFile(file, (await readFile(file, 'utf8')).replace('free', '9'));
    expect(productsIn(await rowsOf(file))).toEqual(['3']);
  });

  it('keep their bytes, whatever they are', async () => {
    const bytes = Buffer.concat([
      Buffer.from('id,name,price\n1,M'),
      Buffer.from([0xff]),
      Buffer.from('g,5\n2,Lamp,6\n'),
    ]);
    const { file } = await setAside('feed.csv', bytes);
    expect((await readFile(file)).subarray(-5)).toEqual(Buffer.from([0xff, ...Buffer.from('g,5\n')]));
    expect(faultsIn(await rowsOf(file))).toEqual([{ line: 2, fault: 'not_utf8' }]);
  });

  it('are entries of a list where the feed is one', async () => {
    const { file, text } = await setAside(
      'feed.json',
      JSON.stringify([{ id: 1, name: 'Mug', price: 5 }, 7, { id: 2, price: 5 }]),
    );
    expect(JSON.parse(text)).toEqual([
      { row: 2, reason: 'not_an_object', entry: 7 },
      { row: 3, reason: 'no_name', id: 2, price: 5 },
    ]);
    await writeFile(file, text.replace('"price"', '"name": "Bowl", "price"'));
    expect(productsIn(await rowsOf(file))).toEqual(['2']);
  });
});
