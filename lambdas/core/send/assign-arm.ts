import type { Brand, Campaign } from '../campaign/campaign.ts';
import { fraction } from '../hash.ts';
import type { AddressHash, ProfileId } from '../identity/identity.ts';
import type { Arm } from './send.ts';

/** Whose lot is drawn: the address, for the mail goes there; the profile while none is known. */
type Whose = AddressHash | ProfileId;

/** Does this person get no marketing at all, of any campaign? The same answer for as long as the share stays. */
export const isHeldOutOfAll = ({ holdout = 0 }: Pick<Brand, 'holdout'>, whose: Whose): boolean =>
  fraction('holdout of all', whose) < holdout;

/**
 * Draws an entry's arm, by lot and for good: the same person always gets the same one. Transactional mail knows no
 * holdout of all. The two lots are independent of each other, and those of two campaigns are.
 */
export const assignArm = (
  { name, holdout, kind }: Pick<Campaign, 'name' | 'holdout' | 'kind'>,
  brand: Pick<Brand, 'holdout'>,
  whose: Whose,
): Arm => {
  if (!kind.transactional && isHeldOutOfAll(brand, whose)) return 'global_holdout';
  return fraction('holdout', name, whose) < holdout ? 'holdout' : 'treated';
};
