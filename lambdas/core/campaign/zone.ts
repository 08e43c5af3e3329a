import type { Profile } from '../profile/profile.ts';
import { zoneOfCountry } from '../time/country-zones.ts';
import { isZone } from '../time/local-time.ts';
import type { Brand } from './campaign.ts';

export interface RecipientZone {
  readonly zone: string;
  readonly from: 'profile' | 'country' | 'brand' | 'utc';
}

/**
 * The zone the recipient lives in: the profile's own where it is a real one, else their country's where it has only
 * one, else the brand's. Always a valid zone.
 */
export const zoneOf = (profile: Profile, brand: Brand): RecipientZone => {
  const own = profile.traits.timezone?.value;
  if (typeof own === 'string' && isZone(own)) return { zone: own, from: 'profile' };
  const country = profile.traits.country?.value;
  const shared = typeof country === 'string' ? zoneOfCountry(country) : undefined;
  if (shared !== undefined && isZone(shared)) return { zone: shared, from: 'country' };
  return isZone(brand.zone) ? { zone: brand.zone, from: 'brand' } : { zone: 'UTC', from: 'utc' };
};
