import { fraction } from '../hash.ts';
import type { SendId } from './send.ts';

/** Which of `shards` shards of the wake index a send lies in, evenly spread. */
export const wakeShardOf = (sendId: SendId, shards: number): number => Math.floor(fraction(sendId) * shards);
