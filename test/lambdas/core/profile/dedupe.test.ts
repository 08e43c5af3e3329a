import { describe, expect, it } from 'vitest';
import {
  chunksToAsk,
  joinSeen,
  RING_SIZE,
  type Seen,
  seenIdOf,
  trimSeen,
} from '../../../../lambdas/core/profile/dedupe.ts';
import type { ChunkKey, ChunkSpan, SeenId } from '../../../../lambdas/core/profile/profile.ts';
import { aTrack } from '../../../builders/event.ts';
import { anIdentity, NOON } from '../../../builders/profile.ts';

const DAY = 86_400_000;
const id = anIdentity();
const policy = { dedupeDays: 35, retentionDays: 7 };

const ids = (count: number, from = 0, saidAt: (n: number) => number | null = (n) => NOON - 1_000 + n): SeenId[] =>
  Array.from({ length: count }, (_, n) => ({ hash: BigInt(from + n), saidAt: saidAt(n) }));
const aKey = (name: string, expiresAt = NOON + DAY) => ({ key: name as ChunkKey, expiresAt });
const aSpan = (
  name: string,
  { expiresAt, ...given }: Partial<Omit<ChunkSpan, 'keys'>> & { readonly expiresAt?: number } = {},
): ChunkSpan => ({ keys: [aKey(name, expiresAt)], from: 100, to: 200, undated: false, ...given });
const namesIn = (chunks: readonly ChunkSpan[]) => chunks.flatMap(({ keys }) => keys.map(({ key }) => key));
const trim = (seen: readonly SeenId[], chunks: readonly ChunkSpan[] = []) =>
  trimSeen({ seen, chunks }, id, 9, NOON, policy);

describe('a message id', () => {
  it('is told apart by source and id, and filed under what the producer said', () => {
    const event = aTrack('x', { source: 'web', messageId: 'm', saidAt: 5, at: 9 });
    expect(seenIdOf(event)).toEqual({ hash: seenIdOf({ ...event, userId: 'other' }).hash, saidAt: 5 });
    expect(seenIdOf({ ...event, source: 'app' }).hash).not.toBe(seenIdOf(event).hash);
    expect(seenIdOf({ ...event, messageId: 'n' }).hash).not.toBe(seenIdOf(event).hash);
    expect(seenIdOf({ ...event, saidAt: undefined }).saidAt).toBeNull();
  });
});

describe('the chunks that may hold an id', () => {
  const chunks = [aSpan('old', { from: 100, to: 200 }), aSpan('undated', { from: 150, to: 300, undated: true })];

  it.each([
    ['before all', 99, []],
    ['at the start of a span', 100, ['old']],
    ['in two spans', 150, ['old', 'undated']],
    ['at the end of a span', 200, ['old', 'undated']],
    ['behind one', 201, ['undated']],
    ['behind all', 301, []],
    ['without a time', null, ['undated']],
  ])('%s', (_, saidAt, expected) => {
    expect(chunksToAsk(chunks, { hash: 1n, saidAt })).toEqual(expected);
  });
});

describe('a ring', () => {
  it('below twice its size stays whole', () => {
    const seen = ids(2 * RING_SIZE - 1);
    expect(trim(seen)).toEqual({ seen, chunks: [], spilled: [] });
  });

  it('of twice its size spills the older half as one chunk: each id is in exactly one place', () => {
    const seen = ids(2 * RING_SIZE);
    const trimmed = trim(seen);
    expect(trimmed.seen).toEqual(seen.slice(RING_SIZE));
    expect(trimmed.spilled).toEqual([{ key: `${id}/9.0`, ids: seen.slice(0, RING_SIZE), expiresAt: NOON + 42 * DAY }]);
    expect(trimmed.chunks).toEqual([
      {
        keys: [aKey(`${id}/9.0`, NOON + 42 * DAY)],
        from: NOON - 1_000,
        to: NOON - 1_000 + RING_SIZE - 1,
        undated: false,
      },
    ]);
  });

  it('of any length keeps its newest ids, and loses none', () => {
    const seen = ids(5 * RING_SIZE + 3);
    const trimmed = trim(seen);
    expect([...trimmed.spilled.flatMap((chunk) => chunk.ids), ...trimmed.seen]).toEqual(seen);
    expect(trimmed.seen).toHaveLength(RING_SIZE);
  });

  it('puts ids of a clock that is ahead into a chunk of their own', () => {
    const ahead = NOON + 5 * 60_000;
    const seen = ids(2 * RING_SIZE, 0, (n) => (n === 0 ? ahead + 1 : n === 1 ? ahead : n === 2 ? null : NOON));
    const { spilled, chunks } = trim(seen);
    expect(spilled.map(({ key, ids: inChunk }) => [key, inChunk.length])).toEqual([
      [`${id}/9.0`, RING_SIZE - 1],
      [`${id}/9.1`, 1],
    ]);
    expect(chunks).toMatchObject([
      { from: NOON, to: ahead, undated: true },
      { from: ahead + 1, to: ahead + 1, undated: false },
    ]);
  });

  it('of undated ids alone has a span that covers no time', () => {
    const { chunks } = trim(ids(2 * RING_SIZE, 0, () => null));
    expect(chunks[0]?.undated).toBe(true);
    expect(chunksToAsk(chunks, { hash: 1n, saidAt: 0 })).toEqual([]);
    expect(chunksToAsk(chunks, { hash: 1n, saidAt: NOON })).toEqual([]);
    expect(chunksToAsk(chunks, { hash: 1n, saidAt: null })).toHaveLength(1);
  });

  it('spills in pieces that an item can hold', () => {
    const { spilled } = trim(ids(20_001 + RING_SIZE));
    expect(spilled.map(({ key, ids: inChunk }) => [key.split('/')[1], inChunk.length])).toEqual([
      ['9.0', 10_000],
      ['9.1', 10_000],
      ['9.2', 1],
    ]);
  });

  it('drops the spans whose last id may be forgotten, not before, whether or not it spills', () => {
    const chunks = [aSpan('gone', { expiresAt: NOON }), aSpan('living', { expiresAt: NOON + 1 })];
    expect(trim(ids(3), chunks).chunks).toEqual([chunks[1]]);
    expect(namesIn(trim(ids(2 * RING_SIZE), chunks).chunks)).toEqual(['living', `${id}/9.0`]);
  });
});

describe('the ring of a bot', () => {
  it('grows with its chunks, so that a million events leave an item that can be written', () => {
    let seen: Seen = { seen: [], chunks: [] };
    for (let n = 0; n < 1_000_000; n += 500) {
      const more = Array.from({ length: 500 }, (_, i) => ({ hash: BigInt(n + i), saidAt: n + i }));
      const { spilled: _spilled, ...trimmed } = trimSeen({ ...seen, seen: [...seen.seen, ...more] }, id, n, 0, policy);
      seen = trimmed;
    }
    expect(seen.seen.length).toBeLessThan(2_048);
    expect(JSON.stringify(seen.chunks).length).toBeLessThan(60_000);
  });
});

describe('the list of chunks', () => {
  const many = (count: number): ChunkSpan[] =>
    Array.from({ length: count }, (_, n) => aSpan(`c${n}`, { from: 1_000 * n, to: 1_000 * n + 500 }));

  it('of 48 stays as it is', () => {
    expect(joinSeen({ seen: [], chunks: many(40) }, { seen: [], chunks: many(8) }).chunks).toHaveLength(48);
    const chunks = many(48);
    expect(joinSeen({ seen: [], chunks }, { seen: [], chunks: [] }).chunks).toEqual(chunks);
  });

  it('of more becomes 48 again: those that begin first become one that covers them all', () => {
    const chunks = [
      aSpan('late', { from: 900_000, to: 900_001 }),
      aSpan('a', { from: 0, to: 9_000, undated: true, expiresAt: NOON + 5 }),
      aSpan('b', { from: 10, to: 50, expiresAt: NOON + 9 }),
      aSpan('c', { from: 20, to: 60 }),
      ...many(46).map((span) => ({ ...span, from: span.from + 100_000, to: span.to + 100_000 })),
    ];
    const joined = joinSeen({ seen: [], chunks: [] }, { seen: [], chunks }).chunks;
    expect(joined).toHaveLength(48);
    const keys = [aKey('a', NOON + 5), aKey('b', NOON + 9), aKey('c')];
    expect(joined[0]).toEqual({ keys, from: 0, to: 9_000, undated: true });
    expect(namesIn(joined.slice(-1))).toEqual(['late']);
    expect(namesIn(joined).sort()).toEqual(namesIn(chunks).sort());
  });

  it('forgets each chunk of a joined span in its own time', () => {
    const chunks = [
      aSpan('a', { from: 0, to: 1, expiresAt: NOON + 9 }),
      aSpan('b', { from: 1, to: 2, expiresAt: NOON, undated: true }),
      ...many(47).map((span) => ({ ...span, from: span.from + 100_000 })),
    ];
    const [first] = trim([], joinSeen({ seen: [], chunks }, { seen: [], chunks: [] }).chunks).chunks;
    expect(first).toEqual({ keys: [aKey('a', NOON + 9)], from: 0, to: 2, undated: true });
  });

  it('of somebody who spills all the time holds what is remembered, and no more', () => {
    let seen: Seen = { seen: [], chunks: [] };
    for (let n = 0; n < 2 * 365 * 10; n += 1) {
      const now = NOON + (n * DAY) / 10;
      const more = ids(200, 200 * n, () => now);
      const { spilled: _, ...trimmed } = trimSeen({ ...seen, seen: [...seen.seen, ...more] }, id, n, now, policy);
      for (const { keys } of trimmed.chunks) for (const { expiresAt } of keys) expect(expiresAt).toBeGreaterThan(now);
      seen = trimmed;
    }
    expect(seen.chunks.length).toBeLessThanOrEqual(48);
    expect(namesIn(seen.chunks).length).toBeLessThan(300);
  });

  it('of two people joined holds both, as does the ring', () => {
    const [a, b] = [
      { seen: ids(2), chunks: [aSpan('a')] },
      { seen: ids(2, 10), chunks: [aSpan('b')] },
    ];
    expect(joinSeen(a, b)).toEqual({ seen: [...a.seen, ...b.seen], chunks: [...a.chunks, ...b.chunks] });
  });
});
