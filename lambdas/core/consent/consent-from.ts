import type { CustomerEvent } from '../event/event.ts';
import { isSilent } from '../event/is-silent.ts';
import { isNewer } from '../newest-wins.ts';
import { own } from '../own.ts';
import { firstByName } from '../profile/bounded.ts';
import type { AppliedEvent, Profile } from '../profile/profile.ts';
import { stampOf, textOf } from '../profile/read-json.ts';
import { addressOf, toAddress } from '../profile/traits.ts';
import { type ConsentChange, TOPICS_KEPT } from './apply-consent.ts';

export interface AddressedChange {
  readonly address: string;
  /** The person's zone, where it is known. */
  readonly zone?: string;
  readonly change: ConsentChange;
}

export interface ConsentOutcome {
  readonly profile: Profile;
  readonly changes: readonly AddressedChange[];
  /** Subscriptions that had waited for this address: for campaigns they happen now. */
  readonly awaited: readonly AppliedEvent[];
}

/**
 * What an event says of consent, and for which address. Where none is known yet the change waits on the profile, and
 * goes to the first address that comes: an "unsubscribe" is never lost, and a subscription triggers its campaign then,
 * unless it was silent: an import triggers nothing, whenever the address comes.
 */
export const consentFrom = (profile: Profile, event: CustomerEvent): ConsentOutcome => {
  const zone = textOf(profile.traits.timezone?.value, 64);
  const change = changeOf(event);
  const address = addressOf(profile);
  const named = event.type === 'track' ? toAddress(event.properties.email) : undefined;
  const to = named ?? address;
  const said = change === undefined || to === undefined ? [] : [{ address: to, zone, change }];
  const waiting =
    change === undefined || to !== undefined
      ? profile.pendingConsent
      : wait(profile.pendingConsent, change, isSilent(event));
  const topics = Object.entries(waiting);
  if (topics.length === 0) return { profile, changes: said, awaited: [] };
  if (address === undefined) return { profile: { ...profile, pendingConsent: waiting }, changes: said, awaited: [] };
  return {
    profile: { ...profile, pendingConsent: {} },
    changes: [...said, ...topics.map(([topic, { silent: _, ...is }]) => ({ address, zone, change: { topic, ...is } }))],
    awaited: topics.flatMap(([topic, pending]) =>
      pending.subscribed && pending.silent !== true ? [subscription(topic, pending, event)] : [],
    ),
  };
};

const changeOf = (event: CustomerEvent): ConsentChange | undefined => {
  if (event.type !== 'track') return undefined;
  if (event.event !== 'Subscribed' && event.event !== 'Unsubscribed') return undefined;
  const topic = textOf(event.properties.topic, 100);
  if (topic === undefined) return undefined;
  return { topic, subscribed: event.event === 'Subscribed', at: event.at, by: stampOf(event) };
};

type Pending = Profile['pendingConsent'];

const wait = (pending: Pending, { topic, subscribed, at, by }: ConsentChange, silent: boolean): Pending =>
  isNewer({ at, by }, own(pending, topic))
    ? firstByName({ ...pending, [topic]: { subscribed, at, by, ...(silent && { silent }) } }, TOPICS_KEPT)
    : pending;

const subscription = (topic: string, { at, by }: Pending[string], { receivedAt }: CustomerEvent): AppliedEvent => {
  const end = by.indexOf(':');
  return {
    name: 'Subscribed',
    source: by.slice(0, end),
    messageId: by.slice(end + 1),
    at,
    receivedAt,
    properties: { topic },
  };
};
