/** An amount as a log writes it; undefined where it is none, or below nothing. */
export const readAmount = (text: string): number | undefined =>
  /^\d{1,12}(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
