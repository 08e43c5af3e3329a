import type { FailedEvent } from '../core/failure/failed-event.ts';
import { writeFailedEvent } from '../decode/failed-event-json.ts';
import type { FailedEvents } from '../ports/failed-events.ts';
import type { ObjectStore } from '../ports/object-store.ts';

const PUTS_AT_ONCE = 16;

/** Reason and day are partitions that Athena can read; the rest of the key is the record's place in the stream. */
export const failedEventKey = ({ reason, receivedAt, position }: FailedEvent): string => {
  const day = new Date(receivedAt).toISOString().slice(0, 10);
  return `failed/reason=${reason}/dt=${day}/${position.shard}-${position.sequence}-${position.subSequence}.json`;
};

/** Failed events in a bucket. The same failure again overwrites itself, because its key is its position. */
export const failedEventsIn = (bucket: ObjectStore): FailedEvents => ({
  put: async (failures) => {
    for (let start = 0; start < failures.length; start += PUTS_AT_ONCE) {
      const slice = failures.slice(start, start + PUTS_AT_ONCE);
      await Promise.all(
        slice.map((failure) =>
          bucket.put(failedEventKey(failure), Buffer.from(writeFailedEvent(failure)), 'application/json'),
        ),
      );
    }
  },
});
