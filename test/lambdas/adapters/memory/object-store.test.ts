import { describe, expect, it } from 'vitest';
import { memoryObjectStore } from '../../../../lambdas/adapters/memory/object-store.ts';

describe('a bucket in memory', () => {
  it('overwrites, deletes, and lists in order as S3 does', async () => {
    const bucket = memoryObjectStore();
    for (const key of ['b/2', 'b/1', 'a/1', 'b/1']) await bucket.put(key, Buffer.from(key), 'text/plain');
    await bucket.delete('never there');
    expect(await Array.fromAsync(bucket.list('b/'))).toEqual(['b/1', 'b/2']);
    expect(await Array.fromAsync(bucket.list('b/', { after: 'b/1' }))).toEqual(['b/2']);
    await bucket.delete('b/2');
    expect(await bucket.get('b/2')).toBeUndefined();
  });

  it('keeps what was put, not what the caller does to it later', async () => {
    const bucket = memoryObjectStore();
    const body = Buffer.from('first');
    await bucket.put('key', body, 'text/plain');
    body.write('other');
    expect(Buffer.from((await bucket.get('key')) ?? []).toString()).toBe('first');
  });
});
