import type { CustomerEvent, Instant } from '../event/event.ts';
import { digest64 } from '../hash.ts';
import type { ProfileId } from '../identity/identity.ts';
import type { ChunkKey, ChunkSpan, SeenId } from './profile.ts';

/**
 * Ids that a ring keeps after a spill; it spills at twice as many. A smaller ring makes a smaller item and more
 * spills: `npm run bench` prints both.
 */
export const RING_SIZE = 64;

/** A ring doubles with every so many chunks, up to a limit: a bot's list of chunks stays short, and so does its item. */
const CHUNKS_A_DOUBLING = 64;
const LARGEST_RING = 1_024;

/** Ids that the ring of a profile with these chunks keeps after a spill. */
export const ringSize = (chunks: readonly ChunkSpan[]): number => {
  const spilled = chunks.reduce((sum, { keys }) => sum + keys.length, 0);
  return Math.min(RING_SIZE * 2 ** Math.floor(spilled / CHUNKS_A_DOUBLING), LARGEST_RING);
};

const DAY_MS = 86_400_000;
const LARGEST_CHUNK = 10_000;
const SPANS_KEPT = 48;

/** Later than this after arrival, a producer's clock is wrong. */
const FUTURE_BOUND_MS = 5 * 60_000;

export interface DedupePolicy {
  /** How long an id is remembered. */
  readonly dedupeDays: number;
  /** How late a record can still be read from the stream. */
  readonly retentionDays: number;
}

export interface Seen {
  readonly seen: readonly SeenId[];
  readonly chunks: readonly ChunkSpan[];
}

export interface SpilledChunk {
  readonly key: ChunkKey;
  readonly ids: readonly SeenId[];
  readonly expiresAt: Instant;
}

export const seenIdOf = (event: CustomerEvent): SeenId => ({
  hash: digest64(event.source, event.messageId),
  saidAt: event.saidAt ?? null,
});

/** The chunks that may hold the id: those whose span covers its time, or that hold undated ids where it has none. */
export const chunksToAsk = (chunks: readonly ChunkSpan[], { saidAt }: SeenId): readonly ChunkKey[] =>
  chunks
    .filter((span) => (saidAt === null ? span.undated : span.from <= saidAt && saidAt <= span.to))
    .flatMap(({ keys }) => keys.map(({ key }) => key));

/** The spans without the chunks that are forgotten by now. */
export const livingSpans = (chunks: readonly ChunkSpan[], now: Instant): readonly ChunkSpan[] =>
  chunks.flatMap((span) => {
    const keys = span.keys.filter(({ expiresAt }) => expiresAt > now);
    return keys.length === 0 ? [] : [{ ...span, keys }];
  });

/**
 * Trims a ring, once, at the end of a write: from 2N on, all but the latest N leave as chunks. Ids dated in the future
 * leave in chunks of their own, so that a phone with its clock in 2100 makes no other event ask for them.
 */
export const trimSeen = (
  { seen, chunks }: Seen,
  profileId: ProfileId,
  version: number,
  now: Instant,
  policy: DedupePolicy,
): Seen & { readonly spilled: readonly SpilledChunk[] } => {
  const living = livingSpans(chunks, now);
  const kept = ringSize(living);
  if (seen.length < 2 * kept) return { seen, chunks: living, spilled: [] };
  const expiresAt = now + (policy.dedupeDays + policy.retentionDays) * DAY_MS;
  const leaving = seen.slice(0, -kept);
  const isFuture = ({ saidAt }: SeenId): boolean => saidAt !== null && saidAt > now + FUTURE_BOUND_MS;
  const spilled = [leaving.filter((id) => !isFuture(id)), leaving.filter(isFuture)]
    .flatMap((ids) => inPieces(ids, LARGEST_CHUNK))
    .map((ids, index) => ({ key: `${profileId}/${version}.${index}` as ChunkKey, ids, expiresAt }));
  return { seen: seen.slice(-kept), chunks: coalesce([...living, ...spilled.map(spanOf)]), spilled };
};

/** What two profiles of one person have seen: the merged one must know both. */
export const joinSeen = (a: Seen, b: Seen): Seen => ({
  seen: [...a.seen, ...b.seen],
  chunks: coalesce([...a.chunks, ...b.chunks]),
});

const spanOf = ({ key, ids, expiresAt }: SpilledChunk): ChunkSpan => {
  let [from, to, undated] = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, false];
  for (const { saidAt } of ids) {
    if (saidAt === null) undated = true;
    else [from, to] = [Math.min(from, saidAt), Math.max(to, saidAt)];
  }
  return { keys: [{ key, expiresAt }], from, to, undated };
};

/** Beyond the limit, the spans that begin first become one: asked more often, but the list stays short. */
const coalesce = (chunks: readonly ChunkSpan[]): readonly ChunkSpan[] => {
  if (chunks.length <= SPANS_KEPT) return chunks;
  const byTime = [...chunks].sort((a, b) => a.from - b.from);
  const old = byTime.slice(0, chunks.length - SPANS_KEPT + 1);
  return [old.reduce(joinSpans), ...byTime.slice(old.length)];
};

const joinSpans = (a: ChunkSpan, b: ChunkSpan): ChunkSpan => ({
  keys: [...a.keys, ...b.keys],
  from: Math.min(a.from, b.from),
  to: Math.max(a.to, b.to),
  undated: a.undated || b.undated,
});

const inPieces = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  items.length === 0 ? [] : [items.slice(0, size), ...inPieces(items.slice(size), size)];
