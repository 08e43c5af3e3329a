import type { Instant, JsonObject } from '../core/event/event.ts';
import type { Profile } from '../core/profile/profile.ts';
import type { EventStream, OutgoingRecord } from '../ports/event-stream.ts';
import type { FailedEvents } from '../ports/failed-events.ts';

/** Something that one of our own functions knows of a person, on its way to the stream. */
export interface OwnEvent {
  /** Follows from what it tells: told again, it is the same event and counts once. */
  readonly messageId: string;
  readonly event: string;
  readonly at: Instant;
  readonly properties: JsonObject;
}

export interface TellPorts {
  readonly events: EventStream;
  readonly failedEvents: FailedEvents;
}

/** Under an identifier of theirs, the user id first; undefined where none is left. */
export const writeOwnEvent = (
  source: string,
  { userIds: [userId], anonymousIds: [anonymousId] }: Pick<Profile, 'userIds' | 'anonymousIds'>,
  { messageId, event, at, properties }: OwnEvent,
  now: Instant,
): OutgoingRecord | undefined => {
  const partitionKey = userId ?? anonymousId;
  if (partitionKey === undefined) return undefined;
  const timestamp = new Date(at).toISOString();
  const message = {
    type: 'track',
    event,
    ...(userId === undefined ? { anonymousId } : { userId }),
    messageId,
    source,
    receivedAt: new Date(now).toISOString(),
    originalTimestamp: timestamp,
    timestamp,
    properties,
  };
  return { partitionKey, data: Buffer.from(JSON.stringify(message)) };
};

/**
 * Puts events of our own on the stream. What it does not take is kept among the failed events, from where redrive puts
 * it back. Throws where that fails too.
 */
export const tellStream = async (
  { events, failedEvents }: TellPorts,
  told: readonly { readonly messageId: string; readonly record: OutgoingRecord }[],
  { source, detail, now }: { readonly source: string; readonly detail: string; readonly now: Instant },
): Promise<'told' | 'kept_for_redrive'> => {
  const records = told.map(({ record }) => record);
  // A call that fails as a whole is thrown: then none of them is known to be stored.
  const notStored = await events.put(records).catch(() => records.map((_, index) => index));
  if (notStored.length === 0) return 'told';
  const left = new Set(notStored);
  await failedEvents.put(
    told.flatMap(({ messageId, record: { partitionKey, data } }, index) =>
      left.has(index)
        ? [
            {
              reason: 'attempts_exhausted' as const,
              detail,
              source,
              receivedAt: now,
              position: { shard: source, sequence: messageId, subSequence: 0 },
              partitionKey,
              raw: data,
            },
          ]
        : [],
    ),
  );
  return 'kept_for_redrive';
};
