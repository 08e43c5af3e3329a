import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { memoryObjectStore } from '../../../lambdas/adapters/memory/object-store.ts';
import { archiveBatch } from '../../../lambdas/archive-events/archive-batch.ts';
import { createHandler } from '../../../lambdas/archive-events/create-handler.ts';
import { readLakeObject } from '../../../lambdas/decode/lake-row.ts';
import { aKinesisEvent } from '../../builders/kinesis-event.ts';
import { ARRIVAL, aMessage, aRecord } from '../../builders/record.ts';

const at = (sequence: string) => ({ shard: 'shardId-000000000003', sequence, subSequence: 0 });
const records = [
  aRecord(aMessage(), { position: at('1001') }),
  aRecord(new Uint8Array([0xde, 0xad, 0x00]), {
    position: at('1002'),
    arrivedAt: ARRIVAL + 3_600_000,
    partitionKey: 'ü',
  }),
  aRecord('{"broken', { position: at('1007') }),
];
const KEY = 'raw/dt=2026-11-24/hour=12/shardId-000000000003-1001-1007.ndjson.zst';

describe('the lake', () => {
  it('gets a batch as one object under the hour of its first arrival, and gives back every byte', async () => {
    const lake = memoryObjectStore();
    await archiveBatch({ lake })(aKinesisEvent(records));
    expect([...lake.objects.keys()]).toEqual([KEY]);
    expect(readLakeObject(lake.objects.get(KEY) ?? new Uint8Array())).toEqual(
      records.map((record) => ({ ...record, data: Buffer.from(record.data) })),
    );
  });

  it('holds a batch that came twice once', async () => {
    const lake = memoryObjectStore();
    await archiveBatch({ lake })(aKinesisEvent(records));
    const first = lake.objects.get(KEY);
    await archiveBatch({ lake })(aKinesisEvent(records));
    expect(lake.objects.size).toBe(1);
    expect(lake.objects.get(KEY)).toEqual(first);
  });

  it('gets nothing of an empty batch', async () => {
    const lake = memoryObjectStore();
    await archiveBatch({ lake })({ Records: [] });
    expect(lake.objects.size).toBe(0);
  });

  it('makes the whole batch come again where it cannot be reached', async () => {
    const lake = { ...memoryObjectStore(), put: () => Promise.reject(new Error('SlowDown')) };
    await expect(createHandler({ lake })(aKinesisEvent(records), {} as Context)).rejects.toThrow();
  });
});
