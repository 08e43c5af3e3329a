import type { FailedEvent } from '../core/failure/failed-event.ts';
import type { PlacedEvent } from './group-by-identity.ts';

/** An event that decoded well, kept whole because no profile can take it. */
export const failedEvent = (
  { event, position, partitionKey, raw }: PlacedEvent,
  why: Pick<FailedEvent, 'reason' | 'detail'>,
): FailedEvent => ({
  ...why,
  source: event.source,
  receivedAt: event.receivedAt,
  position,
  partitionKey,
  raw: raw(),
});
