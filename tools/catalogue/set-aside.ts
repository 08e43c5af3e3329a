import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { splitLines } from '../import/split-lines.ts';
import type { ImportReport } from './import-feed.ts';

type SetAside = ImportReport['setAside'];

/**
 * Writes the rows of a feed that were set aside into a file of the feed's own format, each behind its row number and
 * its reason: once they are mended there, that file is a feed too.
 */
export const writeSetAside = async (file: string, feed: string, setAside: SetAside): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  // Beside it first: it may be the very feed that is read, mended in part.
  const unfinished = `${file}.part`;
  await (feed.endsWith('.json') ? writeEntries : writeLines)(unfinished, feed, setAside);
  await rename(unfinished, file);
};

const writeLines = async (file: string, feed: string, setAside: SetAside): Promise<void> => {
  const faults = new Map(setAside.map(({ line, fault }) => [line, fault]));
  const out = await open(file, 'w');
  try {
    let line = 0;
    let isBegun = false;
    for await (const bytes of splitLines(createReadStream(feed))) {
      line += 1;
      const fault = faults.get(line);
      if (isBegun && fault === undefined) continue;
      if (bytes.length === 0) continue;
      // The row's own bytes: what is wrong with it may be its encoding.
      await out.write(
        Buffer.concat([Buffer.from(isBegun ? `${line},${fault},` : 'row,reason,'), bare(bytes), NEWLINE]),
      );
      isBegun = true;
    }
  } finally {
    await out.close();
  }
};

const NEWLINE = Buffer.from('\n');
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Nothing but the row: a mark of the file's beginning would now stand in its middle. */
const bare = (bytes: Uint8Array): Uint8Array =>
  Buffer.compare(bytes.subarray(0, BYTE_ORDER_MARK.length), BYTE_ORDER_MARK) === 0
    ? bytes.subarray(BYTE_ORDER_MARK.length)
    : bytes;

const writeEntries = async (file: string, feed: string, setAside: SetAside): Promise<void> => {
  const entries = z.array(z.unknown()).parse(JSON.parse(await readFile(feed, 'utf8')));
  const rows = setAside.map(({ line, fault }) => {
    const entry = entries[line - 1];
    const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
    const found = { row: line, reason: fault };
    return isObject ? { ...found, ...entry, ...found } : { ...found, entry };
  });
  await writeFile(file, `${JSON.stringify(rows, null, 2)}\n`);
};
