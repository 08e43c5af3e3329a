import type { Consent, TopicConsent } from '../core/consent/consent.ts';
import type { Instant } from '../core/event/event.ts';
import { addressHash } from '../core/identity/identity.ts';
import type { PreferenceWish } from '../core/preference/choose-topics.ts';
import type { PreferenceClaim } from '../core/preference/token.ts';
import type { Profile } from '../core/profile/profile.ts';
import { toAddress } from '../core/profile/traits.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStream, OutgoingRecord } from '../ports/event-stream.ts';
import type { FailedEvents } from '../ports/failed-events.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { readProfile } from '../steps/read-profile.ts';
import { SOURCE } from './change-consent.ts';
import { preferenceLimits } from './limits.ts';

export interface TellPorts {
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly events: EventStream;
  readonly failedEvents: FailedEvents;
  readonly clock: Clock;
}

/** Where the events of a wish are: on the stream, kept for redrive, or nowhere. */
export type Told = 'told' | 'nothing_to_tell' | 'kept_for_redrive' | 'untold';

/**
 * Puts the events of the changes that stand in CONSENT by this page on the stream, so that profile, lake and campaigns
 * know them. All of an event follows from what stands there: a repeated request repeats it exactly, and it counts once.
 * What the stream does not take is kept among the failed events, from where redrive puts it back. Never throws: the
 * wish is in force already.
 */
export const tellStream = async (
  ports: TellPorts,
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
    const author = state?.kind === 'profile' ? authorOf(state.profile, claim) : undefined;
    if (author === undefined) return 'nothing_to_tell';
    const told = changes.map((change) => ({ messageId: change.messageId, record: toRecord(change, author, now) }));
    return await put(ports, told, now);
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

interface Author {
  readonly id: { readonly userId: string } | { readonly anonymousId: string };
  readonly partitionKey: string;
  readonly email: string;
}

/** Under an identifier of theirs, and with the address in clear: the profile's own may be another one by now. */
const authorOf = ({ userIds, anonymousIds, traits }: Profile, claim: PreferenceClaim): Author | undefined => {
  const email = [traits.email, traits.subscribedEmail]
    .map((trait) => toAddress(trait?.value))
    .find((address) => address !== undefined && addressHash(address) === claim.address);
  const [userId] = userIds;
  const [anonymousId] = anonymousIds;
  if (email === undefined) return undefined;
  if (userId !== undefined) return { id: { userId }, partitionKey: userId, email };
  return anonymousId === undefined ? undefined : { id: { anonymousId }, partitionKey: anonymousId, email };
};

const toRecord = (
  { topic, subscribed, at, messageId }: StandingChange,
  { id, partitionKey, email }: Author,
  now: Instant,
): OutgoingRecord => {
  const timestamp = new Date(at).toISOString();
  const message = {
    type: 'track',
    event: subscribed ? 'Subscribed' : 'Unsubscribed',
    ...id,
    messageId,
    source: SOURCE,
    receivedAt: new Date(now).toISOString(),
    originalTimestamp: timestamp,
    timestamp,
    properties: { topic, source: messageId.split('.', 1)[0], email },
  };
  return { partitionKey, data: Buffer.from(JSON.stringify(message)) };
};

const put = async (
  { events, failedEvents }: TellPorts,
  told: readonly { readonly messageId: string; readonly record: OutgoingRecord }[],
  now: Instant,
): Promise<Told> => {
  const records = told.map(({ record }) => record);
  // A call that fails as a whole is thrown: then none of them is known to be stored.
  const notStored = await events.put(records).catch(() => records.map((_, index) => index));
  if (notStored.length === 0) return 'told';
  const left = new Set(notStored);
  await failedEvents.put(
    told.flatMap(({ messageId, record: { partitionKey, data } }, index) =>
      left.has(index)
        ? [
            {
              reason: 'attempts_exhausted' as const,
              detail: 'The stream did not take a change of preferences. Redrive it.',
              source: SOURCE,
              receivedAt: now,
              position: { shard: SOURCE, sequence: messageId, subSequence: 0 },
              partitionKey,
              raw: data,
            },
          ]
        : [],
    ),
  );
  return 'kept_for_redrive';
};
