import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countryDatabase } from '../../lambdas/adapters/country-database.ts';
import { truncateAddress } from '../../lambdas/core/enrichment/truncate-address.ts';

const folder = join(process.env.KAIROS_SHARED ?? '', 'fixtures/mmdb');

interface Entry {
  readonly country?: { readonly iso_code?: string };
}

/** MaxMind's own list of what is in the file: the first address of each network, and its country. */
const entriesOf = (name: string): readonly (readonly [string, string | undefined])[] =>
  (JSON.parse(readFileSync(join(folder, `${name}.source.json`), 'utf8')) as Record<string, Entry>[]).flatMap(
    (networks) =>
      Object.entries(networks).map(
        ([network, { country }]) => [network.split('/')[0] ?? '', country?.iso_code] as const,
      ),
  );

describe.each(['GeoIP2-Country-Test', 'GeoLite2-City-Test', 'GeoIP2-City-Test'])('%s', (name) => {
  const countryOf = countryDatabase(readFileSync(join(folder, `${name}.mmdb`)));

  it('gives the country of every network in it', () => {
    const entries = entriesOf(name);
    expect(entries.length).toBeGreaterThan(20);
    expect(entries.filter(([address, country]) => countryOf(address) !== country)).toEqual([]);
  });

  it.each(['127.0.0.1', '10.0.0.1', '::1', '', 'x', '1.2.3', '999.1.1.1', ':::', `${'1:'.repeat(30)}`])(
    'has none for %j, and does not throw',
    (address) => expect(countryOf(address)).toBeUndefined(),
  );
});

it('a database of other things gives no country', () => {
  const countryOf = countryDatabase(readFileSync(join(folder, 'GeoLite2-ASN-Test.mmdb')));
  expect(countryOf('1.128.0.0')).toBeUndefined();
});

it('a network that is named by its first address is in itself', () =>
  expect(truncateAddress('203.0.113.200')).toBe(truncateAddress(truncateAddress('203.0.113.200') ?? '')));
