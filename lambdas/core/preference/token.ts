import type { Instant } from '../event/event.ts';
import type { AddressHash, ProfileId } from '../identity/identity.ts';

/** Whose preferences a link opens, and which topic the mail was about. No address stands in it: URLs are logged. */
export interface PreferenceClaim {
  /** What CONSENT is kept under: all that is needed to write it. */
  readonly address: AddressHash;
  /** Who the mail was for: the event of a change is put in this person's name. */
  readonly profileId: ProfileId;
  readonly topic: string;
  readonly issuedAt: Instant;
}

/** HMAC-SHA-256 under one secret. */
export interface MacKey {
  /** Base64url, 43 characters. */
  mac(text: string): string;
  /** Compares in constant time. */
  matches(text: string, mac: string): boolean;
}

/** Secrets by their key id. New links are signed with the current one; old ones open theirs until they are removed. */
export interface KeyRing {
  readonly current: string;
  readonly keys: ReadonlyMap<string, MacKey>;
}

const DAY_MS = 86_400_000;
/** Mail is opened late; nobody opens it after a year and a month. */
export const TOKEN_LIFE_MS = 400 * DAY_MS;
/** Two machines' clocks. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** What a key id may be. */
export const KEY_ID = /^[a-z0-9]{1,16}$/;
/** Key id, HMAC, address, profile, topic, time: at most 183 characters. Ends in a letter or digit: mail programs cut off other endings. */
const TOKEN = /^([a-z0-9]{1,16})\.([\w-]{43})\.([\w-]{22})\.([\w-]{22})\.([A-Za-z0-9][\w-]{0,63})\.([0-9a-z]{1,11})$/;

const bodyOf = ({ address, profileId, topic, issuedAt }: PreferenceClaim): string =>
  [address, profileId, topic, issuedAt.toString(36)].join('.');

/** The key id and the purpose are signed too: no signature is good under another key, or for anything else. */
const signed = (keyId: string, body: string): string => `kairos preferences.${keyId}.${body}`;

/**
 * The part of a link that opens these preferences, and no others. Throws where the ring lacks its current key, or the
 * claim holds what no token can carry.
 */
export const sealToken = ({ current, keys }: KeyRing, claim: PreferenceClaim): string => {
  const key = keys.get(current);
  if (key === undefined) throw new Error('the key ring lacks its current key');
  const body = bodyOf(claim);
  const token = `${current}.${key.mac(signed(current, body))}.${body}`;
  if (!TOKEN.test(token)) throw new Error('a preference token cannot carry this topic');
  return token;
};

/**
 * What a token says, or undefined where nobody may rely on it: forged, cut short, of a key that was retired, too old.
 * Which of these it was is not said: an answer would help only those who guess.
 */
export const openToken = ({ current, keys }: KeyRing, token: string, now: Instant): PreferenceClaim | undefined => {
  const [, keyId = '', mac = '', address = '', profileId = '', topic = '', time = ''] = TOKEN.exec(token) ?? [];
  // An unknown key costs the same work as a known one.
  const key = keys.get(keyId) ?? keys.get(current);
  const claim: PreferenceClaim = {
    address: address as AddressHash,
    profileId: profileId as ProfileId,
    topic,
    issuedAt: Number.parseInt(time, 36),
  };
  if (key?.matches(signed(keyId, [address, profileId, topic, time].join('.')), mac) !== true || !keys.has(keyId))
    return undefined;
  const age = now - claim.issuedAt;
  return age <= TOKEN_LIFE_MS && age >= -CLOCK_TOLERANCE_MS ? claim : undefined;
};
