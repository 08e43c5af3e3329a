import type { Instant } from '../event/event.ts';
import { cartChangedAt } from '../profile/cart.ts';
import type { Profile } from '../profile/profile.ts';
import type { Campaign, Step } from './campaign.ts';

/**
 * When a step's mail is due: its wait after the trigger, or, once per cart, after that cart's last change, so that a
 * further add restarts the wait.
 */
export const dueAtOf = (
  campaign: Campaign,
  step: Step,
  entry: { readonly at: Instant; readonly cartKey?: string },
  profile: Profile,
): Instant => {
  const ownCart =
    campaign.entry.oncePer === 'cart' && entry.cartKey !== undefined && profile.cart.key === entry.cartKey;
  const from = ownCart ? (cartChangedAt(profile.cart) ?? entry.at) : entry.at;
  return from + step.waitMs;
};
