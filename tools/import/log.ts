import type { Instant } from '../../lambdas/core/event/event.ts';

/** One Segment message of a log, ready for the stream. */
export interface LogMessage {
  /** When the log says it happened; never runs back within a file. */
  readonly at: Instant;
  readonly partitionKey: string;
  /** JSON text. */
  readonly data: Uint8Array;
}

/** Complete once the last message was read. */
export interface LogCounts {
  /** Rows of the file, without its header. */
  rows: number;
  messages: number;
  /** Rows that became no part of a message, by the reason. */
  readonly setAside: { [reason in SetAsideReason]?: number };
}

/** Why a row became no part of a message. Closed: a new reason is a new variant. */
export type SetAsideReason =
  | 'not_utf8'
  | 'broken_quotes'
  | 'wrong_number_of_columns'
  | 'bad_time'
  | 'bad_price'
  | 'bad_quantity'
  | 'no_user'
  | 'no_product'
  | 'no_invoice'
  | 'unknown_event_type'
  | 'bad_debt_adjustment'
  | 'stock_correction'
  | 'no_quantity'
  | 'too_large'; // no stream takes it

export const setAside = (counts: LogCounts, reason: SetAsideReason): void => {
  counts.setAside[reason] = (counts.setAside[reason] ?? 0) + 1;
};

export interface LogOptions {
  /** Share of a shop log's users that subscribe to `promotions` at their first row: 0 to 1. @default 0.6 */
  readonly subscribedShare?: number;
  /** Another seed, another sample. @default 'kairos' */
  readonly seed?: string;
}

/** Turns a file's bytes into messages, in order of time, and counts as it goes. */
export type ReadFormat = (
  bytes: AsyncIterable<Uint8Array>,
  counts: LogCounts,
  options: LogOptions,
) => AsyncIterable<LogMessage>;

/** A file that is not what its format says, with what to do about it. */
export class LogFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LogFormatError';
  }
}
