import type { Instant, Json, JsonObject } from '../core/event/event.ts';
import { parseInstant } from '../decode/instants.ts';
import { idOf, personOf, toPartitionKey } from '../decode/partition-key.ts';
import type { OutgoingRecord } from '../ports/event-stream.ts';

/**
 * A smaller difference between a device's clock and ours is the network's and the queue's, and below what any rule
 * of a profile or campaign can see; correcting it would only add noise. The same 5 min as the clamp of the future.
 */
const LARGE_SKEW_MS = 5 * 60_000;
/** As the envelope's schema has it. A batch's own is copied into each event: anything longer would be a flood. */
const LONGEST_TIME = 64;

export interface Receipt {
  readonly source: string;
  readonly receivedAt: Instant;
  /** When the producer says the request left it: the batch's, where an event has none of its own. */
  readonly sentAt?: Json;
  /** For a message without an id. */
  readonly newId: () => string;
}

const instantOf = (value: Json | undefined): Instant | undefined =>
  typeof value === 'string' ? parseInstant(value) : undefined;

const timeOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value.length <= LONGEST_TIME ? value : undefined;

/** `receivedAt − (sentAt − said)` where the device's clock is far off; else as said. */
const corrected = (said: Json | undefined, sentAt: Json | undefined, receivedAt: Instant): Json | undefined => {
  const [saidInstant, sentInstant] = [instantOf(said), instantOf(sentAt)];
  if (saidInstant === undefined || sentInstant === undefined) return said;
  if (Math.abs(receivedAt - sentInstant) <= LARGE_SKEW_MS) return said;
  const instant = new Date(receivedAt - (sentInstant - saidInstant));
  return Number.isNaN(instant.getTime()) ? said : instant.toISOString();
};

/**
 * A message as the stream carries it: who took it, when, and when it really happened. All four times are kept;
 * `originalTimestamp`, by which a message is known again, as it was sent. A message without a time stays without one:
 * its retry must not look like another event.
 */
export const stampMessage = (
  message: JsonObject,
  receipt: Receipt,
  write: (message: object) => string = JSON.stringify,
): OutgoingRecord => {
  const { writeKey: _secret, ...rest } = message;
  const messageId = idOf(message.messageId) ?? receipt.newId();
  // `timestamp` is when the producer says it happened; RudderStack adds `originalTimestamp`, when it was called.
  const said = message.timestamp ?? message.originalTimestamp;
  const sentAt = message.sentAt ?? timeOf(receipt.sentAt);
  const stamped = {
    ...rest,
    messageId,
    source: receipt.source,
    receivedAt: new Date(receipt.receivedAt).toISOString(),
    sentAt,
    originalTimestamp: message.originalTimestamp ?? said,
    timestamp: corrected(said, sentAt, receipt.receivedAt),
  };
  return { partitionKey: toPartitionKey(personOf(message) ?? messageId), data: Buffer.from(write(stamped)) };
};
