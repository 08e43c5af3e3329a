import type { Profile } from '../core/profile/profile.ts';

export interface ProfilePage {
  readonly profiles: readonly Profile[];
  /** Where the next page begins; undefined: this was the last. */
  readonly next: string | undefined;
}

/** Every living profile, page by page, in no order that means anything. Eventually consistent. */
export interface ProfilePages {
  /** One that is written meanwhile may be missed or come twice; one that is left alone comes once. */
  page(position: string | undefined): Promise<ProfilePage>;
}
