import { describe, expect, it } from 'vitest';
import { failedEventsIn } from '../../../lambdas/adapters/failed-events.ts';
import { memoryObjectStore } from '../../../lambdas/adapters/memory/object-store.ts';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import { readFailedEvent } from '../../../lambdas/decode/failed-event-json.ts';
import validators from '../../../lambdas/generated/validators.js';
import { aRecord } from '../../builders/record.ts';

const garbage = new Uint8Array([0xde, 0xad, 0x00, 0xff]);

describe('failed events', () => {
  it('lie under their reason, day and place in the stream, with their raw bytes', async () => {
    const bucket = memoryObjectStore();
    const { failures } = decodeRecord(aRecord(garbage), validators);
    await failedEventsIn(bucket).put(failures);
    const key = 'failed/reason=not_json/dt=2026-11-24/shardId-000000000000-1001-0.json';
    expect([...bucket.objects.keys()]).toEqual([key]);
    expect(readFailedEvent(Buffer.from(bucket.objects.get(key) ?? []).toString())).toEqual({
      ...failures[0],
      raw: Buffer.from(garbage),
    });
  });

  it('overwrite themselves when the record comes again', async () => {
    const bucket = memoryObjectStore();
    const { failures } = decodeRecord(aRecord([1, 2, 3]), validators);
    await failedEventsIn(bucket).put(failures);
    await failedEventsIn(bucket).put(failures);
    expect(bucket.objects.size).toBe(3);
  });

  it.each(['', '{}', 'null', '{"reason":"other"}'])('are not read from %j', (text) =>
    expect(readFailedEvent(text)).toBeUndefined(),
  );
});
