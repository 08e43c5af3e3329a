import { describe, expect, it } from 'vitest';
import { zoneOfCountry } from '../../../../lambdas/core/time/country-zones.ts';
import { isZone } from '../../../../lambdas/core/time/local-time.ts';

describe('the zone of a country', () => {
  it.each([
    ['GB', 'Europe/London'],
    ['DE', 'Europe/Berlin'],
    ['IN', 'Asia/Kolkata'],
    ['ZW', 'Africa/Harare'],
    ['US', undefined],
    ['AU', undefined],
    ['ES', undefined], // the Canaries
    ['XX', undefined],
    ['de', undefined],
  ])('of %s is %s', (country, zone) => expect(zoneOfCountry(country)).toBe(zone));

  it('is one that the runtime knows', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const zones = letters.flatMap((a) => letters.flatMap((b) => zoneOfCountry(a + b) ?? []));
    expect(zones.length).toBeGreaterThan(200);
    expect(zones.filter((zone) => !isZone(zone))).toEqual([]);
  });
});
