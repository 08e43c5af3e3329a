import type { Hold } from '../core/send/hold.ts';

/** Who stopped which mail, when and why: a few items of the `sends` table, read by every sender. */
export interface SendHolds {
  /** Lifted ones included; strongly consistent, in no order. */
  list(): Promise<readonly Hold[]>;
  /** Replaces the hold of that name: to lift one is to put it with `lifted`. */
  put(hold: Hold): Promise<void>;
}
