import type { AnyRequest } from './two-protocols.ts';

/** The whole body, or `too_large` as soon as it is more than `limit` bytes. */
export const readBody = async (request: AnyRequest, limit: number): Promise<Buffer | 'too_large'> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
    // The rest is read and dropped, so that the answer is not lost to a reset connection.
    else if (bytes > limit * 4) break;
  }
  return bytes > limit ? 'too_large' : Buffer.concat(chunks);
};
