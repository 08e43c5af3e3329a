import type { Instant } from '../core/event/event.ts';

/** The only source of time. The embedded cloud passes a virtual one. */
export interface Clock {
  now(): Instant;
  /** Waits `ms` of this clock's time. */
  sleep(ms: number): Promise<void>;
}

/** The only source of chance. */
export interface Random {
  /** A new unguessable id. */
  id(): string;
  /** In [0, 1): jitter. */
  fraction(): number;
}
