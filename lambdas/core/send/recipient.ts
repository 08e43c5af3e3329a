import type { Profile } from '../profile/profile.ts';
import { addressOf, toAddress } from '../profile/traits.ts';
import { isHeaderSafe } from './header-text.ts';
import type { Send } from './send.ts';

/** Whom a mail goes to: the address that the event itself named, else the profile's; undefined where neither can be written to. */
export const recipientOf = (named: string | undefined, profile: Profile): string | undefined => {
  const address = toAddress(named) ?? addressOf(profile);
  return address !== undefined && isHeaderSafe(address) ? address : undefined;
};

/** Whom a row's mail goes to now: a profile's address may have been corrected since the decision, an event's never is. */
export const recipientNow = ({ address, addressNamed }: Send, profile: Profile): string | undefined =>
  recipientOf(addressNamed === true ? address : undefined, profile);
