import type { ExchangeRate } from '../event/event.ts';
import type { Money } from './profile.ts';

const SCALE = 10_000;

/** Rounds to a ten-thousandth: what arrives as a decimal number leaves as the nearest exact one. */
export const toMoney = (amount: number): Money => Math.round(amount * SCALE);
export const fromMoney = (money: Money): number => money / SCALE;

export const RATE_SCALE = 100_000_000;

/**
 * In the shop's currency, exactly, rounded to a ten-thousandth with halves away from zero. As it is without a rate,
 * which means that it is the shop's already.
 */
export const exchanged = (money: Money, rate: ExchangeRate | undefined): Money => {
  if (rate === undefined) return money;
  if (!Number.isSafeInteger(money)) return 0;
  const product = BigInt(Math.abs(money)) * BigInt(rate);
  const rounded = Number((product + BigInt(RATE_SCALE / 2)) / BigInt(RATE_SCALE));
  return money < 0 && rounded !== 0 ? -rounded : rounded;
};
