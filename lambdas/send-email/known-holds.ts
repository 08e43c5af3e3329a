import { HOLDS_KEPT_MS, type Hold } from '../core/send/hold.ts';
import type { Clock } from '../ports/clock.ts';
import type { SendHolds } from '../ports/send-holds.ts';

export interface KnownHolds {
  /** As they were at most `HOLDS_KEPT_MS` ago. */
  current(): Promise<readonly Hold[]>;
  /** In force here at once, whether or not the others can be told. */
  add(hold: Hold): Promise<void>;
}

/** The holds, read once in a while and not for every mail. Shared by one instance's invocations. */
export const knownHolds = ({ holds, clock }: { readonly holds: SendHolds; readonly clock: Clock }): KnownHolds => {
  let known: { readonly at: number; readonly holds: readonly Hold[] } | undefined;
  return {
    current: async () => {
      const at = clock.now();
      if (known === undefined || at - known.at >= HOLDS_KEPT_MS) known = { at, holds: await holds.list() };
      return known.holds;
    },
    add: async (hold) => {
      const others = (known?.holds ?? []).filter(({ name }) => name !== hold.name);
      known = { at: clock.now(), holds: [...others, hold] };
      await holds.put(hold);
    },
  };
};
