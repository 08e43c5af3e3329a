import type { Device, ExchangeRate } from '../event/event.ts';

export interface UserAgentFacts {
  readonly isBot: boolean;
  readonly device: Device;
}

/** What enrichment knows of the world: tables and databases, each behind a function that is pure for the release. */
export interface Enrichers {
  /** @default user agents say nothing */
  readonly readUserAgent?: (userAgent: string) => UserAgentFacts;
  /** ISO 3166 of the country that an address is routed in. @default addresses say nothing */
  readonly countryOf?: (address: string) => string | undefined;
  /** @default every amount is in the shop's currency */
  readonly money?: {
    readonly shopCurrency: string;
    /** By the three letters of a currency. */
    readonly rates: Readonly<Record<string, ExchangeRate>>;
  };
}
