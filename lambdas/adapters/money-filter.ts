const CURRENCIES_KEPT = 200;

/**
 * `{{ 12.5 | money }}`: an amount in the currency's unit as people of that locale write it; nothing for no amount.
 * `{{ 12.5 | money: event.currency }}` is in that currency, where it is the three letters of one.
 */
export const moneyFilter = (
  locale: string,
  brandCurrency: string,
): ((value: unknown, currency?: unknown) => string) => {
  const formats = new Map<string, Intl.NumberFormat>();
  const formatOf = (currency: string): Intl.NumberFormat => {
    const format = formats.get(currency) ?? new Intl.NumberFormat(locale, { style: 'currency', currency });
    // What an event calls a currency is foreign text.
    if (formats.size < CURRENCIES_KEPT) formats.set(currency, format);
    return format;
  };
  return (value, currency) => {
    const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof amount !== 'number' || !Number.isFinite(amount)) return '';
    const code =
      typeof currency === 'string' && /^[A-Za-z]{3}$/.test(currency) ? currency.toUpperCase() : brandCurrency;
    return formatOf(code).format(amount);
  };
};
