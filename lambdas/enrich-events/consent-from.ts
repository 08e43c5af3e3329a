import type { ConsentChange } from '../core/consent/apply-consent.ts';
import type { CustomerEvent } from '../core/event/event.ts';
import { isNewer } from '../core/newest-wins.ts';
import { own } from '../core/own.ts';
import type { Profile } from '../core/profile/profile.ts';
import { stampOf, textOf } from '../core/profile/read-json.ts';
import { addressOf, toAddress } from '../core/profile/traits.ts';

export interface AddressedChange {
  readonly address: string;
  /** The person's zone, where it is known. */
  readonly zone?: string;
  readonly change: ConsentChange;
}

/**
 * What an event says of consent, and for which address. Where none is known yet the change waits on the profile, and
 * goes to the first address that comes: an "unsubscribe" is never lost.
 */
export const consentFrom = (
  profile: Profile,
  event: CustomerEvent,
): { readonly profile: Profile; readonly changes: readonly AddressedChange[] } => {
  const zone = textOf(profile.traits.timezone?.value, 64);
  const change = changeOf(event);
  const named = event.type === 'track' ? toAddress(event.properties.email) : undefined;
  const address = addressOf(profile);
  if (change !== undefined && named !== undefined) return { profile, changes: [{ address: named, zone, change }] };

  const pending =
    change !== undefined && isNewer(change, own(profile.pendingConsent, change.topic))
      ? { ...profile.pendingConsent, [change.topic]: { subscribed: change.subscribed, at: change.at, by: change.by } }
      : profile.pendingConsent;
  const topics = Object.entries(pending);
  if (topics.length === 0) return { profile, changes: [] };
  if (address === undefined) return { profile: { ...profile, pendingConsent: pending }, changes: [] };
  return {
    profile: { ...profile, pendingConsent: {} },
    changes: topics.map(([topic, waiting]) => ({ address, zone, change: { topic, ...waiting } })),
  };
};

const changeOf = (event: CustomerEvent): ConsentChange | undefined => {
  if (event.type !== 'track') return undefined;
  if (event.event !== 'Subscribed' && event.event !== 'Unsubscribed') return undefined;
  const topic = textOf(event.properties.topic, 64);
  if (topic === undefined) return undefined;
  return { topic, subscribed: event.event === 'Subscribed', at: event.at, by: stampOf(event) };
};
