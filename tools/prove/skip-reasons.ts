import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import type { Consent } from '../../lambdas/core/consent/consent.ts';
import { type AddressHash, addressHash } from '../../lambdas/core/identity/identity.ts';
import type { Profile } from '../../lambdas/core/profile/profile.ts';
import { holds } from '../../lambdas/core/segment/holds.ts';
import { recipientNow } from '../../lambdas/core/send/recipient.ts';
import type { Reason, Send } from '../../lambdas/core/send/send.ts';
import type { ConsentStore } from '../../lambdas/ports/consent-store.ts';
import type { ProfileStore } from '../../lambdas/ports/profile-store.ts';

/** Reads kept of each item: a sender decides on what it read, which others may have changed since. */
const READS_KEPT = 8;

/** What `send-email` read before it left a mail unsent, for the question whether that allowed it to. */
export interface SkipReasons {
  readonly watchProfiles: (profiles: ProfileStore) => ProfileStore;
  readonly watchConsents: (consents: ConsentStore) => ConsentStore;
  /** Undefined where the reason is borne out by something that was read, or is none that reading can contradict. */
  readonly contradiction: (row: Send) => string | undefined;
}

export const skipReasons = ({ campaigns }: CampaignBook): SkipReasons => {
  const profiles: Profile[] = [];
  const consents = new Map<AddressHash, (Consent | undefined)[]>();
  const remember = <T>(kept: T[], item: T): void => {
    kept.push(item);
    if (kept.length > READS_KEPT * READS_KEPT) kept.shift();
  };

  const addressesOf = (row: Send, read: readonly Profile[]): readonly AddressHash[] => {
    const found = read.flatMap((profile) => recipientNow(row, profile) ?? []);
    return [...new Set(found.map(addressHash))];
  };

  const hasExited = (row: Send, profile: Profile): boolean => {
    const exit = campaigns.find(({ name }) => name === row.campaign)?.exit;
    const now = row.history.at(-1)?.at ?? row.decidedAt;
    return exit !== undefined && holds(exit, profile, { entry: row.trigger, now, zone: 'UTC' });
  };

  /** Is there something that was read of this person under which the reason holds? */
  const isBorneOut = (row: Send, reason: Reason): boolean => {
    const isTheirs = ({ id, formerIds }: Profile): boolean => id === row.profileId || formerIds.includes(row.profileId);
    const read = profiles.filter(isTheirs);
    const consentsRead = addressesOf(row, read).flatMap((address) => consents.get(address) ?? []);
    switch (reason) {
      case 'no_address':
        return read.some((profile) => recipientNow(row, profile) === undefined);
      case 'no_consent':
        return consentsRead.some((consent) => consent?.topics.promotions?.subscribed !== true);
      case 'address_bounced':
      case 'address_complained':
        return consentsRead.some((consent) => `address_${consent?.suppression?.reason}` === reason);
      case 'other_cart':
        return read.some(({ cart }) => cart.key !== row.cartKey);
      case 'exited':
        return read.some((profile) => hasExited(row, profile));
      default:
        return true;
    }
  };

  return {
    watchProfiles: (store) => ({
      ...store,
      load: async (ids) => {
        const states = await store.load(ids);
        for (const state of states.values()) if (state.kind === 'profile') remember(profiles, state.profile);
        return states;
      },
    }),
    watchConsents: (store) => ({
      ...store,
      load: async (addresses) => {
        const found = await store.load(addresses);
        for (const address of addresses) {
          const kept = consents.get(address) ?? [];
          remember(kept, found.get(address));
          consents.set(address, kept);
        }
        return found;
      },
    }),
    contradiction: (row) =>
      row.reason === undefined || isBorneOut(row, row.reason)
        ? undefined
        : `${row.campaign}/${row.step} ${row.sendId} ended ${row.reason}, and nothing that was read says so`,
  };
};
