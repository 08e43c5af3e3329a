import type { IdentityId } from '../../core/identity/identity.ts';
import type { State } from '../../core/profile/profile.ts';
import type { ProfilePages } from '../../ports/profile-pages.ts';

/** States are never deleted, so a place in their order stays where it is. */
export const memoryProfilePages = (states: ReadonlyMap<IdentityId, State>, pageSize: number): ProfilePages => ({
  page: async (position) => {
    const from = position === undefined ? 0 : Number(position);
    const page = [...states.values()].slice(from, from + pageSize);
    return {
      profiles: page.flatMap((state) => (state.kind === 'profile' ? [state.profile] : [])),
      next: from + pageSize < states.size ? String(from + pageSize) : undefined,
    };
  },
});
