import type { RateLimit, SendQuota } from '../core/send/send-rate.ts';

/** The account's quota, as SES says it. */
export interface SendQuotas {
  /** At most a minute old; undefined where SES does not say. */
  read(): Promise<SendQuota | undefined>;
}

export interface TokensAsked {
  /** Number of the second since the epoch in which the mails leave. */
  readonly second: number;
  readonly transactional: boolean;
  /** At least 1. */
  readonly wanted: number;
  readonly limit: RateLimit;
}

/** Leave to send, shared by all senders. One call takes what several mails need. */
export interface SendTokens {
  /**
   * How many of the wanted tokens are taken: 0 where none is left. Never more in a second than the limit, whoever
   * asks; a lost acknowledgement leaves tokens unused.
   */
  take(asked: TokensAsked): Promise<number>;
}
