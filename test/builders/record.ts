import type { StreamRecord } from '../../lambdas/decode/decode-record.ts';

export const ARRIVAL = Date.UTC(2026, 10, 24, 12, 0, 0);

/** A Segment message as JSON: a track of nobody in particular unless told otherwise. */
export const aMessage = (more: object = {}) => ({
  type: 'track',
  messageId: 'm-1',
  userId: 'u-1',
  event: 'Door Opened',
  timestamp: '2026-11-24T11:59:59.000Z',
  ...more,
});

/** A stream record around text, bytes, or anything else as JSON. */
export const aRecord = (content: unknown, more: Partial<StreamRecord> = {}): StreamRecord => ({
  position: { shard: 'shardId-000000000000', sequence: '1001', subSequence: 0 },
  partitionKey: 'u-1',
  arrivedAt: ARRIVAL,
  data:
    content instanceof Uint8Array
      ? content
      : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
  ...more,
});
