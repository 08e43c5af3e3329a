import type { Money } from './profile.ts';

const SCALE = 10_000;

/** Rounds to a ten-thousandth: what arrives as a decimal number leaves as the nearest exact one. */
export const toMoney = (amount: number): Money => Math.round(amount * SCALE);
export const fromMoney = (money: Money): number => money / SCALE;
