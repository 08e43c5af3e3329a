import type { Consent, TopicConsent } from '../core/consent/consent.ts';
import type { Instant } from '../core/event/event.ts';
import { addressHash } from '../core/identity/identity.ts';
import type { PreferenceWish } from '../core/preference/choose-topics.ts';
import type { PreferenceClaim } from '../core/preference/token.ts';
import type { Profile } from '../core/profile/profile.ts';
import { toAddress } from '../core/profile/traits.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { readProfile } from '../steps/read-profile.ts';
import { type OwnEvent, type TellPorts, tellStream, writeOwnEvent } from '../steps/tell-stream.ts';
import { SOURCE } from './change-consent.ts';
import { preferenceLimits } from './limits.ts';

export interface TellWishPorts extends TellPorts {
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly clock: Clock;
}

const DETAIL = 'The stream did not take a change of preferences. Redrive it.';

/** Where the events of a wish are: on the stream, kept for redrive, or nowhere. */
export type Told = 'told' | 'nothing_to_tell' | 'kept_for_redrive' | 'untold';

/**
 * Puts the events of the changes that stand in CONSENT by this page on the stream, so that profile, lake and campaigns
 * know them. All of an event follows from what stands there: a repeated request repeats it exactly, and it counts once.
 * What the stream does not take is kept among the failed events, from where redrive puts it back. Never throws: the
 * wish is in force already.
 */
export const tellWish = async (
  ports: TellWishPorts,
  claim: PreferenceClaim,
  wish: PreferenceWish,
  consent: Consent,
): Promise<Told> => {
  const now = ports.clock.now();
  const changes = standingChanges(consent, wish, now);
  if (changes.length === 0) return 'nothing_to_tell';
  try {
    const state = await readProfile(ports.profiles, claim.profileId);
    // An erased person is named in no event again; CONSENT, which belongs to the address, has the wish.
    if (state?.kind !== 'profile') return 'nothing_to_tell';
    const email = addressOf(state.profile, claim);
    if (email === undefined) return 'nothing_to_tell';
    const told = changes.flatMap((change) => {
      const record = writeOwnEvent(SOURCE, state.profile, toEvent(change, email), now);
      return record === undefined ? [] : [{ messageId: change.messageId, record }];
    });
    return await tellStream(ports, told, { source: SOURCE, detail: DETAIL, now });
  } catch {
    return 'untold';
  }
};

interface StandingChange extends TopicConsent {
  readonly topic: string;
  readonly messageId: string;
}

const standingChanges = (consent: Consent, wish: PreferenceWish, now: Instant): readonly StandingChange[] =>
  Object.entries(consent.topics).flatMap(([topic, standing]) => {
    const isOurs = standing.by.startsWith(`${SOURCE}:`) && standing.at > now - preferenceLimits.tellAgainMs;
    const isWished = wish.kind !== 'leave' || wish.topic === topic;
    return isOurs && isWished ? [{ ...standing, topic, messageId: standing.by.slice(SOURCE.length + 1) }] : [];
  });

/** With the address in clear: the profile's own may be another one by now. */
const addressOf = ({ traits }: Profile, claim: PreferenceClaim): string | undefined =>
  [traits.email, traits.subscribedEmail]
    .map((trait) => toAddress(trait?.value))
    .find((address) => address !== undefined && addressHash(address) === claim.address);

const toEvent = ({ topic, subscribed, at, messageId }: StandingChange, email: string): OwnEvent => ({
  messageId,
  event: subscribed ? 'Subscribed' : 'Unsubscribed',
  at,
  properties: { topic, source: messageId.split('.', 1)[0] ?? '', email },
});
