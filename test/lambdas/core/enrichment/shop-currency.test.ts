import { describe, expect, it } from 'vitest';
import { exchangeFor, moneyOf } from '../../../../lambdas/core/enrichment/shop-currency.ts';
import { exchanged } from '../../../../lambdas/core/profile/money.ts';
import { purchasesOf } from '../../../../lambdas/core/profile/purchases.ts';
import { aTrack } from '../../../builders/event.ts';
import { aBrand } from '../../../builders/mail-content.ts';

const money = { shopCurrency: 'GBP', rates: { EUR: 85_000_000 } };
const order = (currency?: string) =>
  aTrack('Order Completed', { properties: { total: 100, ...(currency && { currency }) } });

describe('an order’s money', () => {
  it.each([
    ['GBP', undefined],
    [undefined, undefined],
    ['EUR', 85_000_000],
    ['eur', 85_000_000],
    ['XXX', 0],
    ['constructor', 0],
  ])('in %s is exchanged at %s', (currency, rate) => expect(exchangeFor(order(currency), money)).toBe(rate));

  it('is taken as it is where the brand names no rates', () => {
    expect(moneyOf(aBrand({}))).toBeUndefined();
    expect(exchangeFor(order('EUR'), undefined)).toBeUndefined();
  });

  it('is summed in the shop’s currency, while the event keeps what was paid', () => {
    const event = { ...order('EUR'), exchange: 85_000_000 };
    expect(purchasesOf(event)?.revenue).toBe(850_000);
    expect(event.properties.total).toBe(100);
  });
});

describe('an exchange', () => {
  it.each([
    [10_000, 85_000_000, 8_500],
    [1, 50_000_000, 1],
    [-1, 50_000_000, -1],
    [3, 33_333_333, 1],
    [9_007_199_254_740_991, 100_000_000, 9_007_199_254_740_991],
    [123, 0, 0],
    [-1, 1, 0],
    [7, undefined, 7],
  ])('of %d at %s is exactly %d', (amount, rate, expected) => expect(exchanged(amount, rate)).toBe(expected));
});
