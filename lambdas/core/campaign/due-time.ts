import type { Instant } from '../event/event.ts';
import { cartChangedAt } from '../profile/cart.ts';
import type { Profile } from '../profile/profile.ts';
import { nextLocalTime } from '../time/local-time.ts';
import type { Campaign, Step } from './campaign.ts';

/**
 * When a step's mail is due: every wait up to its own, one after the other, from the trigger on, or, once per cart,
 * from that cart's last change, so that a further add restarts the first wait. Never before an earlier step's.
 * A wait until a time of day ends when the recipient's clock (`zone`) next shows it: on a day that has it twice, the
 * first time; on one that lacks it, right after the gap.
 */
export const dueAtOf = (
  campaign: Campaign,
  step: Step,
  entry: { readonly at: Instant; readonly cartKey?: string },
  profile: Profile,
  zone: string,
): Instant => {
  const ownCart =
    campaign.entry.oncePer === 'cart' && entry.cartKey !== undefined && profile.cart.key === entry.cartKey;
  const from = ownCart ? (cartChangedAt(profile.cart) ?? entry.at) : entry.at;
  return stepsUpTo(campaign, step).reduce((at, { waitMs, until }) => {
    const waited = at + waitMs;
    return until === undefined ? waited : (nextLocalTime(waited, until, zone) ?? waited);
  }, from);
};

/** Does nobody wait for this mail: neither in its own step nor in one before? */
export const isAtOnce = (campaign: Campaign, step: Step): boolean =>
  stepsUpTo(campaign, step).every(({ waitMs, until }) => waitMs === 0 && until === undefined);

const stepsUpTo = ({ steps }: Campaign, step: Step): readonly Step[] => {
  const place = steps.findIndex(({ id }) => id === step.id);
  return [...steps.slice(0, Math.max(place, 0)), step];
};
