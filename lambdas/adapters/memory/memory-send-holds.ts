import type { Hold, HoldName } from '../../core/send/hold.ts';
import type { SendHolds } from '../../ports/send-holds.ts';

export interface MemorySendHolds extends SendHolds {
  readonly holds: ReadonlyMap<HoldName, Hold>;
}

/** Writes into `holds`. */
export const memorySendHolds = (holds = new Map<HoldName, Hold>()): MemorySendHolds => ({
  holds,
  list: async () => [...holds.values()],
  put: async (hold) => void holds.set(hold.name, hold),
});
