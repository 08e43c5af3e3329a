import type { FailedEvent } from '../core/failure/failed-event.ts';
import { digest } from '../core/hash.ts';
import { isJsonObject } from '../decode/json-object.ts';
import type { BadItem } from './list-messages.ts';
import { type ContextStamp, stampContext } from './stamp-context.ts';
import { type Receipt, stampMessage } from './stamp-message.ts';

/** Where an event stands that never came as far as a shard. */
const SHARD = 'collect';

const toFailedEvent = ({ item, reason, detail }: BadItem, receipt: Receipt, stamp: ContextStamp): FailedEvent => {
  const text = JSON.stringify(item);
  const sequence = digest('collect', receipt.source, text);
  const { partitionKey, data } = isJsonObject(item)
    ? stampMessage(stampContext(item, stamp), receipt)
    : { partitionKey: sequence, data: Buffer.from(text) };
  return {
    reason,
    detail,
    source: receipt.source,
    receivedAt: receipt.receivedAt,
    position: { shard: SHARD, sequence, subSequence: 0 },
    partitionKey,
    raw: data,
  };
};

/**
 * Bad events of a batch as failed events, as the stream would have carried them. Their place is the digest of what was
 * sent, so that a request that comes again overwrites what it left. Undefined where one is nested too deep to be
 * written: then nothing of its batch can be taken.
 */
export const toFailedEvents = (
  bad: readonly BadItem[],
  receipt: Receipt,
  stamp: ContextStamp,
): readonly FailedEvent[] | undefined => {
  try {
    return bad.map((item) => toFailedEvent(item, receipt, stamp));
  } catch {
    return undefined;
  }
};
