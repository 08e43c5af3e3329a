import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isGzip } from '../../lambdas/decode/framing/gzip.ts';

/** A file's bytes as a stream, inflated where its first bytes are gzip's, whatever its name says. */
export const openLog = async (file: string): Promise<AsyncIterable<Uint8Array>> => {
  const handle = await open(file);
  const first = Buffer.alloc(2);
  try {
    await handle.read(first, 0, 2, 0);
  } finally {
    await handle.close();
  }
  const bytes = createReadStream(file, { highWaterMark: 256 * 1024 });
  // A broken file's error reaches the reader through the stream that it iterates.
  return isGzip(first) ? pipeline(bytes, createGunzip(), () => {}) : bytes;
};
