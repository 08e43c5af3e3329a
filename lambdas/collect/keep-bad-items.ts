import type { FailedEvent } from '../core/failure/failed-event.ts';
import { digest } from '../core/hash.ts';
import { isJsonObject } from '../decode/json-object.ts';
import { writeJson } from '../decode/write-json.ts';
import type { BadItem } from './list-messages.ts';
import { type ContextStamp, stampContext } from './stamp-context.ts';
import { type Receipt, stampMessage } from './stamp-message.ts';

/** Where an event stands that never came as far as a shard. */
const SHARD = 'collect';

const toFailedEvent = ({ item, reason, detail, path }: BadItem, receipt: Receipt, stamp: ContextStamp): FailedEvent => {
  const text = writeJson(item);
  const sequence = digest('collect', receipt.source, text);
  const { partitionKey, data } = isJsonObject(item)
    ? stampMessage(stampContext(item, stamp), receipt, writeJson)
    : { partitionKey: sequence, data: Buffer.from(text) };
  return {
    reason,
    detail,
    path,
    source: receipt.source,
    receivedAt: receipt.receivedAt,
    position: { shard: SHARD, sequence, subSequence: 0 },
    partitionKey,
    raw: data,
  };
};

/**
 * Bad events of a batch as failed events, as the stream would have carried them and not in the bytes that came: those
 * hold a write key and a whole address, which nothing here may store; and they lack the source, the time of arrival and
 * the batch's context, without which they could not be put back once they are mended. Their place is the digest of what was
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
