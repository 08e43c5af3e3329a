import type { FailedEvent } from '../core/failure/failed-event.ts';

/** Durable once it resolves; a redelivery overwrites itself. */
export interface FailedEvents {
  put(failures: readonly FailedEvent[]): Promise<void>;
}
