import { addressHash, type IdentityId, identityId, type ProfileId } from '../../../lambdas/core/identity/identity.ts';
import { cartCount, cartLines, cartTotal } from '../../../lambdas/core/profile/cart.ts';
import type { Profile } from '../../../lambdas/core/profile/profile.ts';
import { addressOf } from '../../../lambdas/core/profile/traits.ts';
import type { CloudStores } from '../cloud-stores.ts';
import { followRedirects } from '../feed-events.ts';

type Stores = Pick<CloudStores, 'profiles' | 'consents'>;

/** By profile id, user id, anonymous id or e-mail address, in this order; through redirects. */
export const findProfileId = async ({ profiles }: Stores, id: string): Promise<ProfileId | undefined> => {
  const candidates: readonly IdentityId[] = [
    // What was given may already be an id; a map of them knows.
    id as IdentityId,
    identityId({ kind: 'user', value: id }),
    identityId({ kind: 'anonymous', value: id }),
    ...(await profiles.profilesAt(addressHash(id))),
  ];
  for (const candidate of candidates) {
    const found = followRedirects(profiles.states, candidate);
    if (found !== undefined) return found;
  }
  return undefined;
};

export const profileOf = ({ profiles }: Stores, id: ProfileId): Profile | undefined => {
  const state = profiles.states.get(id);
  return state?.kind === 'profile' ? state.profile : undefined;
};

/** The profile with what belongs to it elsewhere, and its cart as it lies there. */
export const describeProfile = async (stores: Stores, id: string) => {
  const profileId = await findProfileId(stores, id);
  const profile = profileId === undefined ? undefined : profileOf(stores, profileId);
  if (profileId === undefined || profile === undefined) return undefined;
  const address = addressOf(profile);
  const hash = address === undefined ? undefined : addressHash(address);
  return {
    id: profileId,
    profile,
    consent: hash === undefined ? null : (stores.consents.consents.get(hash) ?? null),
    address: address ?? null,
    cart: { lines: cartLines(profile.cart), count: cartCount(profile.cart), total: cartTotal(profile.cart) },
  };
};
