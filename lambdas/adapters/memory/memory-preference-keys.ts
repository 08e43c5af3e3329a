import type { PreferenceKeys } from '../../ports/preference-keys.ts';
import { toKeyRing } from '../key-ring.ts';

/** A ring that is known from the start: `{"current": "k1", "k1": "<secret>"}`. */
export const memoryPreferenceKeys = (
  secrets: Readonly<Record<string, string>>,
): PreferenceKeys & { replace(secrets: Readonly<Record<string, string>>): void } => {
  let ring = toKeyRing(JSON.stringify(secrets));
  return {
    ring: async () => ring,
    replace: (others) => {
      ring = toKeyRing(JSON.stringify(others));
    },
  };
};
