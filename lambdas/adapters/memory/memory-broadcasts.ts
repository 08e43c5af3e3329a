import type { Broadcast } from '../../core/send/broadcast.ts';
import type { Broadcasts } from '../../ports/broadcasts.ts';

export interface MemoryBroadcasts extends Broadcasts {
  readonly runs: ReadonlyMap<string, Broadcast>;
}

/** Writes into `runs`, which are by campaign. */
export const memoryBroadcasts = (runs = new Map<string, Broadcast>()): MemoryBroadcasts => ({
  runs,
  list: async () => [...runs.values()],
  save: async (broadcast) => {
    if ((runs.get(broadcast.campaign)?.revision ?? 0) !== broadcast.revision - 1) return 'conflict';
    runs.set(broadcast.campaign, broadcast);
    return 'saved';
  },
});
