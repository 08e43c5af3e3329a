import type { Instant } from '../../lambdas/core/event/event.ts';
import type { TimedRecord } from './demo-record.ts';

const NOT_UTF8 = Buffer.from([0xff, 0xfe, 0x00, 0x9d]);
const NESTED = `{"type":"track","event":"Deep","messageId":"deep","properties":${'{"a":'.repeat(60)}1${'}'.repeat(60)}}`;

/** What real producers get wrong. Each becomes a failed event with its reason, and holds up nobody. */
const BROKEN: readonly (string | Buffer)[] = [
  '{"type":"track","event":"Product Viewed","properties":{', // cut off on the way
  NOT_UTF8,
  '{"type":"track","event":"Product Viewed"}', // no message id
  '{"type":"purchase","messageId":"b-1","userId":"somebody"}', // no such type
  '{"type":"track","event":"Order Completed","messageId":"b-2","userId":"somebody","properties":{"order_id":"B-2","total":"84.50"}}', // a till that quotes its totals: see examples/mends
  '{"type":"track","event":"Product Added","messageId":"b-3","userId":"somebody","properties":{"price":12}}',
  '{"type":"identify","messageId":"b-4","userId":"somebody","traits":{"__proto__":{"isAdmin":true}}}',
  NESTED,
];

/** Spread evenly over the day. */
export const breakRecords = (from: Instant, to: Instant): readonly TimedRecord[] =>
  BROKEN.map((data, index) => ({
    at: Math.floor(from + ((index + 1) / (BROKEN.length + 1)) * (to - from)),
    record: { partitionKey: `broken-${index}`, data: typeof data === 'string' ? Buffer.from(data) : data },
  }));
