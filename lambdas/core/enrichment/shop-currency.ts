import type { Brand } from '../campaign/campaign.ts';
import type { ExchangeRate, TrackEvent } from '../event/event.ts';
import { own } from '../own.ts';
import type { Enrichers } from './enrichers.ts';

/**
 * What the event's money is worth in the shop's currency. Its properties stay as they were sent, for a mail shows what
 * was paid; what the profile sums is the shop's. A currency without a rate is worth 0: a sum of mixed money is wrong.
 */
export const exchangeFor = (
  { properties: { currency } }: TrackEvent,
  money: Enrichers['money'],
): ExchangeRate | undefined => {
  if (money === undefined || typeof currency !== 'string' || currency === '') return undefined;
  const code = currency.toUpperCase();
  return code === money.shopCurrency ? undefined : (own(money.rates, code) ?? 0);
};

/** The brand's rates; undefined where it names none: then every amount counts as it was sent. */
export const moneyOf = ({ currency, rates }: Brand): Enrichers['money'] =>
  rates === undefined ? undefined : { shopCurrency: currency, rates };
