import type { CustomerEvent, Json, JsonObject, TrackEvent } from '../event/event.ts';
import { normaliseAddress } from '../identity/identity.ts';
import { isWithin, jsonBytes } from '../json-bytes.ts';
import { isNewer } from '../newest-wins.ts';
import { own } from '../own.ts';
import { firstByName } from './bounded.ts';
import type { Profile, Trait } from './profile.ts';
import { stampOf } from './read-json.ts';

const TRAITS_KEPT = 60;
/** In bytes of JSON, quotes not counted. */
const LONGEST_NAME = 100;
const LONGEST_VALUE = 500;
/** RFC 5321. */
const LONGEST_ADDRESS = 254;

/** Never crowded out by others. Source: https://segment.com/docs/connections/spec/identify/#traits */
const SPEC_TRAITS: ReadonlySet<string> = new Set([
  ...[
    'email',
    'subscribedEmail',
    'firstName',
    'lastName',
    'name',
    'phone',
    'birthday',
    'gender',
    'title',
    'company',
    'address',
    'avatar',
  ],
  ...['createdAt', 'username', 'website', 'timezone', 'locale', 'groupId'],
  ...['country', 'device', 'os', 'browser'],
]);

type Traits = Profile['traits'];

/** What was said beats what was found out; among equals the newest. The same under any order of arrival. */
const outranks = (trait: Trait, known: Trait | undefined): boolean => {
  if (known === undefined || trait.derived === known.derived) return isNewer(trait, known);
  return known.derived === true;
};

/** Newest time wins, trait by trait. A value longer than 500 bytes of JSON is not kept. */
export const mergeTraits = (traits: Traits, news: Traits): Traits => {
  const merged = { ...traits };
  for (const [name, trait] of Object.entries(news)) {
    if (outranks(trait, own(merged, name))) merged[name] = trait;
  }
  return firstByName(merged, TRAITS_KEPT, (name) => SPEC_TRAITS.has(name));
};

/**
 * What an event says of the person: an identify's traits, a group, and the zone and locale it came from; and what
 * enrichment found out, unless a program sent it.
 */
export const traitsOf = (event: CustomerEvent): Traits => {
  const { timezone, locale } = event.context;
  return {
    ...foundOut(event),
    ...stamp(event, { ...(timezone === undefined ? {} : { timezone }), ...(locale === undefined ? {} : { locale }) }),
    ...(event.type === 'identify' ? stamp(event, event.traits) : {}),
    ...(event.type === 'group' ? stamp(event, { groupId: event.groupId }) : {}),
    ...(event.type === 'track' ? subscribedAddress(event) : {}),
  };
};

const foundOut = (event: CustomerEvent): Traits => {
  const { country, device, bot } = event.context;
  if (bot === true || (country === undefined && device === undefined)) return {};
  const by = stampOf(event);
  const found: Record<string, Trait> = {};
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined && isSmall(value)) found[name] = { value, at: event.at, by, derived: true };
  };
  add('country', country);
  add('device', device?.kind);
  add('os', device?.os);
  add('browser', device?.browser);
  return found;
};

/** A newsletter's form knows an address before anybody has identified: second best, and kept apart. */
const subscribedAddress = (event: TrackEvent): Traits => {
  const address = event.event === 'Subscribed' ? toAddress(event.properties.email) : undefined;
  return address === undefined ? {} : stamp(event, { subscribedEmail: address });
};

const stamp = (event: CustomerEvent, values: JsonObject): Traits => {
  const by = stampOf(event);
  const stamped: Record<string, Trait> = {};
  for (const [name, value] of Object.entries(values)) {
    if (isWithin(name, LONGEST_NAME) && isSmall(value)) stamped[name] = { value, at: event.at, by };
  }
  return stamped;
};

const isSmall = (value: Json): boolean =>
  typeof value === 'string' ? isWithin(value, LONGEST_VALUE) : jsonBytes(value) <= LONGEST_VALUE;

/** One `@` and no blanks: plausible, not proven. */
const PLAUSIBLE_ADDRESS = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@<>,;:"()[\]\\]+$/;

/** A value as an address to write to, normalised; undefined where it cannot be one. */
export const toAddress = (value: Json | undefined): string | undefined => {
  if (typeof value !== 'string' || !isWithin(value, LONGEST_ADDRESS)) return undefined;
  const address = normaliseAddress(value);
  return PLAUSIBLE_ADDRESS.test(address) ? address : undefined;
};

/** The address that a profile is written to: the one it identified with, else the one it subscribed with. */
export const addressOf = ({ traits }: Profile): string | undefined =>
  toAddress(traits.email?.value) ?? toAddress(traits.subscribedEmail?.value);
