import { Reader, type Response } from 'mmdb-lib';
import { remember } from './remember.ts';

const KEPT = 10_000;

const codeIn = (found: unknown): string | undefined => {
  if (typeof found !== 'object' || found === null) return undefined;
  // ip-location-db's own form, else MaxMind's.
  const code: unknown =
    'country_code' in found
      ? found.country_code
      : 'country' in found && typeof found.country === 'object' && found.country !== null && 'iso_code' in found.country
        ? found.country.iso_code
        : undefined;
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : undefined;
};

/** Characters that an address may have: the reader throws at anything that is none. */
const PLAUSIBLE = /^[\da-f.:]{2,45}$/i;

/**
 * The country of an address, by a database in MaxMind's format (MMDB), wholly in memory. Undefined for what is no
 * address, or not in it, as a private one. Source: https://maxmind.github.io/MaxMind-DB/
 */
export const countryDatabase = (file: Buffer): ((address: string) => string | undefined) => {
  const reader = new Reader<Response>(file);
  return remember((address) => {
    if (!PLAUSIBLE.test(address)) return undefined;
    try {
      return codeIn(reader.get(address));
    } catch {
      return undefined;
    }
  }, KEPT);
};
