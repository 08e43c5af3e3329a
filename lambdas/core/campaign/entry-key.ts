import { assertNever } from '../assert-never.ts';
import type { AddressHash, ProfileId } from '../identity/identity.ts';
import { productIdOf } from '../profile/cart.ts';
import type { AppliedEvent } from '../profile/profile.ts';
import { localDay } from '../time/local-time.ts';
import type { OncePer } from './campaign.ts';

export interface EntryFacts {
  readonly applied: AppliedEvent;
  readonly profileId: ProfileId;
  readonly addressHash?: AddressHash;
  /** The recipient's, valid. */
  readonly zone: string;
}

/**
 * What one entry into a campaign is: a second trigger with the same key plans nothing new. Undefined where the trigger
 * belongs to no entry: a cart event that came too late to touch any cart, or one that names no product.
 */
export const entryKeyOf = (
  oncePer: OncePer,
  { applied, profileId, addressHash, zone }: EntryFacts,
): string | undefined => {
  switch (oncePer) {
    case 'cart':
      return applied.cartKey === undefined ? undefined : `cart:${applied.cartKey}`;
    case 'order':
      return orderKey(applied, addressHash ?? profileId) ?? eventKey(applied);
    case 'event':
      return eventKey(applied);
    case 'address':
      return addressHash === undefined ? `profile:${profileId}` : `address:${addressHash}`;
    case 'day':
      return `day:${profileId}:${localDay(applied.at, zone) ?? eventKey(applied)}`;
    case 'product': {
      const productId = productIdOf(applied.properties);
      return productId === undefined ? undefined : `product:${profileId}:${productId}`;
    }
    default:
      return assertNever(oncePer);
  }
};

const eventKey = ({ source, messageId }: AppliedEvent): string => `event:${source}:${messageId}`;

/**
 * The shop's own number, whoever reports the order (the browser and the back end name the same one), and whose order
 * it is: a report that knows no address must not take the receipt away from one that does.
 */
const orderKey = ({ properties }: AppliedEvent, whose: AddressHash | ProfileId): string | undefined => {
  const id = properties.order_id;
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? `order:${id}:${whose}` : undefined;
};
