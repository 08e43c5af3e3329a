import { addressHash, type ProfileId } from '../../../lambdas/core/identity/identity.ts';
import { cartCount, cartLines, cartTotal } from '../../../lambdas/core/profile/cart.ts';
import type { Profile } from '../../../lambdas/core/profile/profile.ts';
import { addressOf } from '../../../lambdas/core/profile/traits.ts';
import { findPerson } from '../../../lambdas/steps/find-identity.ts';
import type { CloudStores } from '../cloud-stores.ts';

type Stores = Pick<CloudStores, 'profiles' | 'consents'>;

export const profileOf = ({ profiles }: Stores, id: ProfileId): Profile | undefined => {
  const state = profiles.states.get(id);
  return state?.kind === 'profile' ? state.profile : undefined;
};

/** The profile with what belongs to it elsewhere, and its cart as it lies there. */
export const describeProfile = async (stores: Stores, id: string) => {
  const profile = await findPerson(stores.profiles, id);
  if (profile === undefined) return undefined;
  const address = addressOf(profile);
  const hash = address === undefined ? undefined : addressHash(address);
  return {
    id: profile.id,
    profile,
    consent: hash === undefined ? null : (stores.consents.consents.get(hash) ?? null),
    address: address ?? null,
    cart: { lines: cartLines(profile.cart), count: cartCount(profile.cart), total: cartTotal(profile.cart) },
  };
};
