import { fraction } from '../hash.ts';
import type { ProfileId } from '../identity/identity.ts';

/** Shards of the index of profiles by the day on which they are evaluated next. */
export const WAKE_SHARDS = 8;

/** Which shard a profile lies in, evenly spread. */
export const wakeShardOf = (id: ProfileId): number => Math.floor(fraction(id) * WAKE_SHARDS);
