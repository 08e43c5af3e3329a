import type { Instant } from '../../lambdas/core/event/event.ts';

/** Something that takes up work: an event-source mapping, a queue's consumer, a schedule. It never polls. */
export interface Worker {
  readonly name: string;
  /** Does one round of what is due now; false where nothing was. */
  runDue(): Promise<boolean>;
  /** When there will be something to do, if nothing new arrives; undefined: never. */
  nextDueAt(): Instant | undefined;
  /** Goes on for ever, so that nobody waits for it to be finished. */
  readonly background?: boolean;
}
