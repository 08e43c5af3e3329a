import type { Instant } from '../core/event/event.ts';
import type { FailedEvent } from '../core/failure/failed-event.ts';
import type { Clock, Random } from '../ports/clock.ts';
import { type EventStream, isStorable, type OutgoingRecord } from '../ports/event-stream.ts';
import type { FailedEvents } from '../ports/failed-events.ts';
import type { Metrics } from '../ports/metrics.ts';
import { PlainError } from './conceal-errors.ts';
import { waitOut } from './wait-out.ts';

export interface RelayPorts {
  readonly events: EventStream;
  readonly failedEvents: FailedEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
}

export interface Relayed extends OutgoingRecord {
  /** Names the message in the store of failed events: a redelivery overwrites itself. */
  readonly origin: string;
}

/** So long before the invocation ends the relay gives up by itself, and says why. */
const RESERVE_MS = 5_000;

const toFailure = (relay: string, receivedAt: Instant, { origin, partitionKey, data }: Relayed): FailedEvent => ({
  reason: 'too_large',
  detail: 'is more than a record of the stream may hold',
  receivedAt,
  position: { shard: relay, sequence: origin, subSequence: 0 },
  partitionKey,
  raw: data,
});

/**
 * Returns once every record is durable: on the stream, or among the failed events where no stream takes it. A stream
 * that is away is waited out for nearly as long as the invocation lasts; what then is still not stored makes it throw,
 * and the broker sends all of it again: the fold drops what comes twice. A record without bytes says nothing.
 */
export const relayRecords = async (
  relay: string,
  ports: RelayPorts,
  records: readonly Relayed[],
  remainingMs: number,
): Promise<void> => {
  const { events, failedEvents, clock, metrics } = ports;
  const deadline = clock.now() + remainingMs - RESERVE_MS;
  const full = records.filter(({ data }) => data.byteLength > 0);
  const failures = full.filter((record) => !isStorable(record)).map((record) => toFailure(relay, clock.now(), record));
  if (failures.length > 0) await waitOut(ports, deadline, () => failedEvents.put(failures));
  const good = full.filter(isStorable);
  let waiting: readonly Relayed[] = good;
  await waitOut(ports, deadline, async () => {
    const missing = new Set(waiting.length === 0 ? [] : await events.put(waiting));
    waiting = waiting.filter((_, index) => missing.has(index));
    if (waiting.length > 0) throw new PlainError(`${waiting.length} messages are not on the stream yet.`);
  });
  metrics.count('MessagesRelayed', good.length, { Relay: relay });
  for (const { reason } of failures) metrics.count('EventsFailed', 1, { Reason: reason });
};
