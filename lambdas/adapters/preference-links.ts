import { sealToken } from '../core/preference/token.ts';
import type { PreferenceKeys } from '../ports/preference-keys.ts';
import type { PreferenceLinks } from '../ports/preference-links.ts';

/** Links below `baseUrl` (the API that serves `/u/{token}`), signed with the current key. */
export const preferenceLinks = (keys: PreferenceKeys, baseUrl: () => string): PreferenceLinks => ({
  linkFor: async (claim) => `${baseUrl()}/u/${sealToken(await keys.ring(), claim)}`,
});
