import type { Instant, Json } from '../core/event/event.ts';
import type { FailedEvent } from '../core/failure/failed-event.ts';
import { digest } from '../core/hash.ts';
import { isJsonObject } from '../decode/json-object.ts';
import type { BadItem } from './list-messages.ts';
import { partitionKeyOf } from './stamp-message.ts';

/** Where an event stands that never came as far as a shard. */
const SHARD = 'collect';

const withoutKey = (item: unknown, source: string): unknown => {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  // `__proto__` stays an own key, as it is in what was sent.
  return Object.fromEntries([...Object.entries(item).filter(([name]) => name !== 'writeKey'), ['source', source]]);
};

/** Undefined where it is nested too deep to be written. */
const write = (item: unknown): string | undefined => {
  try {
    return JSON.stringify(item);
  } catch {
    return undefined;
  }
};

/**
 * Bad events of a batch as failed events, with their bytes. Their place is the digest of those, so that a request that
 * comes again overwrites what it left. Undefined where one cannot be written: then nothing of the batch can be kept.
 */
export const toFailedEvents = (
  bad: readonly BadItem[],
  source: string,
  receivedAt: Instant,
): readonly FailedEvent[] | undefined => {
  const failures: FailedEvent[] = [];
  for (const { item, reason, detail } of bad) {
    const text = write(withoutKey(item, source));
    if (text === undefined) return undefined;
    const sequence = digest('collect', source, text);
    const partitionKey = isJsonObject(item as Json) ? partitionKeyOf(item as never, sequence) : sequence;
    failures.push({
      reason,
      detail,
      source,
      receivedAt,
      position: { shard: SHARD, sequence, subSequence: 0 },
      partitionKey,
      raw: Buffer.from(text),
    });
  }
  return failures;
};
