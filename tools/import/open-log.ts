import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isGzip } from '../../lambdas/decode/framing/gzip.ts';

/** A file's bytes as a stream, inflated where its first bytes are gzip's, whatever its name says. */
export const openLog = async (file: string): Promise<AsyncIterable<Uint8Array>> => {
  const first = await firstBytes(file);
  const bytes = createReadStream(file, { highWaterMark: 256 * 1024 });
  // A broken file's error reaches the reader through the stream that it iterates.
  return isGzip(first) ? pipeline(bytes, createGunzip(), () => {}) : bytes;
};

const firstBytes = async (file: string): Promise<Uint8Array> => {
  const handle = await open(file);
  const first = Buffer.alloc(2);
  try {
    await handle.read(first, 0, 2, 0);
  } finally {
    await handle.close();
  }
  return first;
};

/** Throws, with the remedy, where the file is none that can be read. */
export const checkReadable = async (file: string): Promise<void> => {
  try {
    await firstBytes(file);
  } catch (error) {
    throw new Error(`${file}: ${describeUnreadable(error)}`);
  }
};

const REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file: correct its name.',
  EISDIR: 'it is a folder: name the files in it, one by one.',
  EACCES: 'it may not be read: change its permissions.',
  Z_BUF_ERROR: 'its gzip ends in the middle: fetch the file again, whole.',
  Z_DATA_ERROR: 'its gzip is damaged: fetch the file again, whole.',
};

/** What is wrong with a file that cannot be read to its end, with the remedy where one is known. */
export const describeUnreadable = (error: unknown): string => {
  if (!(error instanceof Error)) return 'cannot be read';
  return ('code' in error && REMEDIES[String(error.code)]) || error.message;
};
