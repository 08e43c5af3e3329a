import { memoryPreferenceKeys } from '../../lambdas/adapters/memory/memory-preference-keys.ts';
import { addressHash } from '../../lambdas/core/identity/identity.ts';
import type { PreferenceClaim } from '../../lambdas/core/preference/token.ts';
import { anIdentity, NOON } from './profile.ts';

export const SECRET = 'a secret of the tests, 32 characters long';
export const OTHER_SECRET = 'another secret of the tests, as long as it';

export const theKeys = (secrets: Readonly<Record<string, string>> = { current: 'k1', k1: SECRET }) =>
  memoryPreferenceKeys(secrets);

/** Ada's, from a mail about promotions that went out at noon. */
export const aClaim = (given: Partial<PreferenceClaim> = {}): PreferenceClaim => ({
  address: addressHash('ada@example.com'),
  profileId: anIdentity(),
  topic: 'promotions',
  issuedAt: NOON,
  ...given,
});
