import { chunksToAsk } from '../core/profile/dedupe.ts';
import type { ChunkKey, ProfileState, SeenId } from '../core/profile/profile.ts';

/** Which ids were folded before; remembers the rings and chunks it has looked at. */
export interface SeenMemory {
  /** In the ring, or in a chunk whose span covers the id's time? Chunks are read after STATE. */
  holds(state: Pick<ProfileState, 'seen' | 'chunks'>, id: SeenId): Promise<boolean>;
  /** The ring with the id at its end. */
  add(ring: readonly SeenId[], id: SeenId): readonly SeenId[];
}

export const openMemory = (loadChunk: (key: ChunkKey) => Promise<readonly SeenId[]>): SeenMemory => {
  const rings = new WeakMap<readonly SeenId[], Set<bigint>>();
  const chunks = new Map<ChunkKey, ReadonlySet<bigint>>();

  const hashesOf = (ring: readonly SeenId[]): Set<bigint> => {
    const hashes = rings.get(ring) ?? new Set(ring.map(({ hash }) => hash));
    rings.set(ring, hashes);
    return hashes;
  };
  const chunkOf = async (key: ChunkKey): Promise<ReadonlySet<bigint>> => {
    const hashes = chunks.get(key) ?? new Set((await loadChunk(key)).map(({ hash }) => hash));
    chunks.set(key, hashes);
    return hashes;
  };

  return {
    holds: async (state, id) => {
      if (hashesOf(state.seen).has(id.hash)) return true;
      for (const key of chunksToAsk(state.chunks, id)) {
        if ((await chunkOf(key)).has(id.hash)) return true;
      }
      return false;
    },
    add: (ring, id) => {
      const longer = [...ring, id];
      rings.set(longer, hashesOf(ring).add(id.hash));
      return longer;
    },
  };
};
