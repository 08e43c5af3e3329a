/** What SES lets this account send. */
export interface SendQuota {
  /** Mails a second; SES lets short bursts go beyond it. */
  readonly perSecond: number;
  /** Mails in any 24 hours; undefined: as many as one likes. */
  readonly perDay?: number;
  readonly sentLastDay: number;
}

/** Mails that may leave in one second: of all kinds, and marketing mails among them. */
export interface RateLimit {
  readonly total: number;
  readonly marketing: number;
}

/** Marketing leaves so much of each second, and of each day's quota, to transactional mail. */
const RESERVED = { ofSecond: 0.2, ofDay: 0.1 };

/** How fast mail may go under a quota. The smallest quota has no share to reserve: who comes first goes first. */
export const rateLimitOf = ({ perSecond, perDay, sentLastDay }: SendQuota): RateLimit => {
  const total = Math.max(1, Math.floor(perSecond));
  const isDayUsedUp = perDay !== undefined && sentLastDay >= perDay * (1 - RESERVED.ofDay);
  return { total, marketing: isDayUsedUp ? 0 : Math.max(1, Math.floor(total * (1 - RESERVED.ofSecond))) };
};

/** Where SES does not say: nothing is held back, since SES itself refuses what is too much. */
export const UNKNOWN_RATE: RateLimit = { total: Number.POSITIVE_INFINITY, marketing: Number.POSITIVE_INFINITY };
