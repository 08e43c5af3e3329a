import { HOLDS_KEPT_MS, type Hold } from '../core/send/hold.ts';
import type { Clock } from '../ports/clock.ts';
import type { SendHolds } from '../ports/send-holds.ts';

/** The holds as they were at most `HOLDS_KEPT_MS` ago. */
export type CurrentHolds = () => Promise<readonly Hold[]>;

export interface KnownHolds {
  /** For one batch: its mails ask together, so that a reading is one call. */
  ofBatch(): CurrentHolds;
  /** In force here at once, whether or not the others can be told. */
  add(hold: Hold): Promise<void>;
}

/** The holds, read once in a while and not for every mail. Shared by one instance's invocations. */
export const knownHolds = ({ holds, clock }: { readonly holds: SendHolds; readonly clock: Clock }): KnownHolds => {
  let known: { readonly at: number; readonly holds: readonly Hold[] } | undefined;
  const read = async (): Promise<readonly Hold[]> => {
    const at = clock.now();
    known = { at, holds: await holds.list() };
    return known.holds;
  };
  return {
    ofBatch: () => {
      let reading: Promise<readonly Hold[]> | undefined;
      return async () => {
        if (known !== undefined && clock.now() - known.at < HOLDS_KEPT_MS) return known.holds;
        reading ??= read().finally(() => {
          reading = undefined;
        });
        return reading;
      };
    },
    add: async (hold) => {
      const others = (known?.holds ?? []).filter(({ name }) => name !== hold.name);
      known = { at: clock.now(), holds: [...others, hold] };
      await holds.put(hold);
    },
  };
};
