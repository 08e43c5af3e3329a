import { describe, expect, it } from 'vitest';
import { countryFrom } from '../../../../lambdas/core/enrichment/country.ts';

describe('the country', () => {
  const countryOf = (ip: string) => (ip === '203.0.113.0' ? 'DE' : undefined);
  it.each([
    ['is the one that the event says', { country: 'FR', ip: '203.0.113.0' }, { country: 'FR' }],
    ['else the one of its address', { ip: '203.0.113.0' }, { country: 'DE' }],
    ['is none for an address that nobody knows', { ip: '10.0.0.1' }, {}],
    ['is none without an address', {}, {}],
  ])('%s', (_, context, expected) => expect(countryFrom(context, countryOf)).toEqual(expected));
});
