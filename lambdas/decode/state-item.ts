import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { Instant } from '../core/event/event.ts';
import type { IdentityId } from '../core/identity/identity.ts';
import type { Pace } from '../core/profile/pace.ts';
import type { AppliedEvent, ChunkSpan, Link, Profile, SeenId, State } from '../core/profile/profile.ts';
import { wakeShardOf } from '../core/segment/wake-shard.ts';

export type Item = Record<string, AttributeValue>;

export const stateKey = (id: IdentityId): Item => ({ pk: { S: `ID#${id}` }, sk: { S: 'STATE' } });

/**
 * A STATE item of the `profiles` table. The profile is one JSON text: half the size of nested attributes, and parsed
 * natively. The ring is binary, 14 bytes an id. `kind` stands alone, for the stream's filter; `wakeShard` and `wakeDay`
 * for the sparse index of profiles that time moves next.
 */
export const stateToItem = (id: IdentityId, state: State): Item => ({
  ...stateKey(id),
  kind: { S: state.kind },
  version: { N: String(state.version) },
  ...(state.kind === 'profile'
    ? { profile: { S: JSON.stringify(state.profile) }, applied: { S: JSON.stringify(state.applied) } }
    : {}),
  ...(state.kind === 'profile' && state.pace !== undefined ? { pace: { S: JSON.stringify(state.pace) } } : {}),
  ...(state.kind === 'profile' && state.wakeDay !== undefined
    ? { wakeShard: { S: String(wakeShardOf(id)) }, wakeDay: { S: state.wakeDay } }
    : {}),
  ...(state.kind === 'redirect'
    ? { to: { S: state.to }, ...(state.link === undefined ? {} : { link: { S: JSON.stringify(state.link) } }) }
    : { seen: { B: encodeSeen(state.seen) }, chunks: { S: JSON.stringify(state.chunks) } }),
});

/** Throws where the item was not written by `stateToItem`: nobody else writes STATE items. */
export const stateFromItem = (item: Item): State => {
  const { kind, version, to, link, profile, seen, chunks, applied, wakeDay, pace } = storedState.parse(item);
  switch (kind) {
    case 'redirect':
      return { kind, version, to: to as IdentityId, ...(link === '' ? {} : { link: stored<Link>(link) }) };
    case 'tombstone':
      return { kind, version, seen: decodeSeen(seen), chunks: stored<readonly ChunkSpan[]>(chunks) };
    case 'profile':
      return {
        kind,
        version,
        profile: stored<Profile>(profile),
        seen: decodeSeen(seen),
        chunks: stored<readonly ChunkSpan[]>(chunks),
        ...(wakeDay !== undefined && { wakeDay }),
        ...(pace !== undefined && { pace: stored<Pace>(pace) }),
        applied: stored<readonly AppliedEvent[]>(applied),
      };
  }
};

const text = z.object({ S: z.string() }).transform(({ S }) => S);
const storedState = z.object({
  kind: z.object({ S: z.enum(['profile', 'redirect', 'tombstone']) }).transform(({ S }) => S),
  version: z.object({ N: z.coerce.number().int() }).transform(({ N }) => N),
  to: text.default(''),
  link: text.default(''),
  profile: text.default('null'),
  applied: text.default('[]'),
  chunks: text.default('[]'),
  wakeDay: text.optional(),
  pace: text.optional(),
  seen: z
    .object({ B: z.union([z.instanceof(Uint8Array), z.string()]) })
    .transform(({ B }) => (typeof B === 'string' ? Buffer.from(B, 'base64') : B))
    .default(new Uint8Array()),
});

/** Our own JSON, read back: the one place where it is taken on trust. */
const stored = <Shape extends object>(json: string): Shape => JSON.parse(json) as Shape;

const ENTRY_BYTES = 14;
/** Stands for "no time": no instant of a producer's reaches it (year 6429). */
const UNDATED = 2 ** 47 - 1;
const LATEST: Instant = UNDATED - 1;
const EARLIEST: Instant = -(2 ** 47);

/** 8 bytes of hash and 6 of time an id, big-endian. */
export const encodeSeen = (seen: readonly SeenId[]): Uint8Array => {
  const bytes = Buffer.alloc(seen.length * ENTRY_BYTES);
  seen.forEach(({ hash, saidAt }, index) => {
    bytes.writeBigUInt64BE(hash, index * ENTRY_BYTES);
    const time = saidAt === null ? UNDATED : Math.min(Math.max(saidAt, EARLIEST), LATEST);
    bytes.writeIntBE(time, index * ENTRY_BYTES + 8, 6);
  });
  return bytes;
};

export const decodeSeen = (encoded: Uint8Array): readonly SeenId[] => {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  return Array.from({ length: bytes.length / ENTRY_BYTES }, (_, index) => {
    const time = bytes.readIntBE(index * ENTRY_BYTES + 8, 6);
    return { hash: bytes.readBigUInt64BE(index * ENTRY_BYTES), saidAt: time === UNDATED ? null : time };
  });
};

/** DynamoDB's measure of an item of texts, numbers and bytes: names and values. */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  return value.B?.byteLength ?? 1;
};
