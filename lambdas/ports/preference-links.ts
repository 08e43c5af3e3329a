import type { PreferenceClaim } from '../core/preference/token.ts';

/** Where somebody changes what they are sent, without a login. */
export interface PreferenceLinks {
  /** An absolute address of the web. Throws where the keys cannot be read. */
  linkFor(claim: PreferenceClaim): Promise<string>;
}
