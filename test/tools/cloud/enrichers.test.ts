import { describe, expect, it } from 'vitest';
import { truncateAddress } from '../../../lambdas/core/enrichment/truncate-address.ts';
import { countryOf } from '../../../tools/cloud/enrichers.ts';

describe('the database of countries that goes into the bundles', () => {
  it.each([
    ['8.8.8.8', 'US'],
    ['193.0.6.139', 'NL'], // RIPE NCC
    ['2001:4860:4860::8888', 'US'],
    ['127.0.0.1', undefined],
  ])('tells of %s, whole or cut to its network, that it is in %s', (address, country) => {
    expect(countryOf(address)).toBe(country);
    expect(countryOf(truncateAddress(address) ?? '')).toBe(country);
  });
});
