import type { KeyRing } from '../core/preference/token.ts';

/** The secrets that preference links are signed with. */
export interface PreferenceKeys {
  /** As they are now, or were some minutes ago. Throws where they were never read. */
  ring(): Promise<KeyRing>;
}
