import type { ObjectStore } from '../../ports/object-store.ts';

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const LONGEST_KEY_BYTES = 1_024;

/** S3 orders keys by their UTF-8 bytes, which is not the order of JavaScript's strings. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** A bucket in memory; `objects` is what lies in it. */
export const memoryObjectStore = (
  objects = new Map<string, Uint8Array>(),
): ObjectStore & { readonly objects: Map<string, Uint8Array> } => ({
  objects,
  put: async (key, body) => {
    if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) throw new RangeError('S3 takes no key above 1,024 bytes');
    // Copied, as a network would: what the caller does to its buffer afterwards is its own business.
    objects.set(key, Uint8Array.from(body));
  },
  get: async (key) => {
    const body = objects.get(key);
    return body && Uint8Array.from(body);
  },
  delete: async (key) => {
    objects.delete(key);
  },
  list: async function* (prefix, { after = '' } = {}) {
    yield* [...objects.keys()].filter((key) => key.startsWith(prefix) && byBytes(key, after) > 0).sort(byBytes);
  },
});
