import type { Broadcast } from '../core/send/broadcast.ts';

/** The latest run of each campaign that is a broadcast. Strongly consistent. */
export interface Broadcasts {
  list(): Promise<readonly Broadcast[]>;
  /** Writes it if the campaign's stored revision is `broadcast.revision - 1` (absent where that is 0). */
  save(broadcast: Broadcast): Promise<'saved' | 'conflict'>;
}
