/** `{{ 12.5 | money }}`: an amount in the currency's unit as people of that locale write it; nothing for no amount. */
export const moneyFilter = (locale: string, currency: string): ((value: unknown) => string) => {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return (value) => {
    const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof amount === 'number' && Number.isFinite(amount) ? format.format(amount) : '';
  };
};
