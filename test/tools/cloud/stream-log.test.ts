import { describe, expect, it } from 'vitest';
import { hashKeyOf, streamLog } from '../../../tools/cloud/stream-log.ts';

const aLog = (shards: number, now: () => number = () => 0, retentionMs = Infinity) =>
  streamLog<string>({ name: 'events', shards, retentionMs, sequence: { prefix: '49', digits: 56 }, now });

describe('a stream log', () => {
  it('covers all 128 bits of hash keys with its shards, without gap or overlap', () => {
    const { shards } = aLog(3);
    expect(shards[0]?.firstHashKey).toBe(0n);
    expect(shards.at(-1)?.lastHashKey).toBe(2n ** 128n - 1n);
    for (const [index, shard] of shards.entries()) {
      const next = shards[index + 1];
      if (next !== undefined) expect(shard.lastHashKey + 1n).toBe(next.firstHashKey);
    }
  });

  it('puts a key where its MD5 falls, always in the same shard', () => {
    const log = aLog(4);
    for (const key of ['ada', 'grace', 'edsger', 'barbara']) {
      const { shardId } = log.append(key, 'x');
      const shard = log.shards.find(({ id }) => id === shardId);
      expect(shard && shard.firstHashKey <= hashKeyOf(key) && hashKeyOf(key) <= shard.lastHashKey).toBe(true);
      expect(log.append(key, 'y').shardId).toBe(shardId);
    }
  });

  it('lets an explicit hash key decide', () => {
    const log = aLog(2);
    expect(log.append('ada', 'x', 0n).shardId).toBe(log.shards[0]?.id);
    expect(log.append('ada', 'x', 2n ** 128n - 1n).shardId).toBe(log.shards[1]?.id);
  });

  it('gives sequence numbers of 56 digits that sort as text', () => {
    const log = aLog(1);
    const sequences = Array.from({ length: 12 }, () => log.append('k', 'v').sequence);
    expect(sequences.every((sequence) => /^49\d{54}$/.test(sequence))).toBe(true);
    expect([...sequences].sort()).toEqual(sequences);
  });

  it('reads from an offset, and forgets what is older than the retention', () => {
    let now = 0;
    const log = aLog(1, () => now, 1_000);
    const shardId = log.shards[0]?.id ?? '';
    for (let index = 0; index < 256; index += 1) log.append('k', `old ${index}`);
    expect(log.read(shardId, 254, 10).map(({ content }) => content)).toEqual(['old 254', 'old 255']);
    now = 5_000;
    log.append('k', 'new');
    expect(log.oldest(shardId)).toBe(256);
    expect(log.read(shardId, 0, 10).map(({ content, offset }) => [content, offset])).toEqual([['new', 256]]);
  });
});
