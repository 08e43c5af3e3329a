import type { ObjectStore } from '../../ports/object-store.ts';

/** A bucket in memory; `objects` is what lies in it. */
export const memoryObjectStore = (
  objects = new Map<string, Uint8Array>(),
): ObjectStore & { readonly objects: Map<string, Uint8Array> } => ({
  objects,
  put: async (key, body) => {
    // Copied, as a network would: what the caller does to its buffer afterwards is its own business.
    objects.set(key, Uint8Array.from(body));
  },
  get: async (key) => objects.get(key),
  delete: async (key) => {
    objects.delete(key);
  },
  list: async function* (prefix, { after = '' } = {}) {
    yield* [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  },
});
