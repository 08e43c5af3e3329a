import type { Instant } from '../event/event.ts';
import type { AddressHash } from '../identity/identity.ts';
import { isNewer } from '../newest-wins.ts';
import { own } from '../own.ts';
import { firstByName } from '../profile/bounded.ts';
import type { Consent, TopicConsent } from './consent.ts';

const HISTORY_LIMIT = 20;
/** No brand has so many. A topic that is not kept has no consent, so nothing is mailed on it. */
export const TOPICS_KEPT = 100;

export interface ConsentChange extends TopicConsent {
  readonly topic: string;
}

export const initialConsent = (address: AddressHash): Consent => ({
  address,
  version: 0,
  epoch: 0,
  topics: {},
  history: [],
});

/**
 * The consent after changes of mind, or undefined where they say nothing new: newest wins, so the same changes twice,
 * or in another order, leave the same topics. A later explicit yes lifts a suppression. The version grows by one.
 */
export const applyConsent = (consent: Consent, changes: readonly ConsentChange[]): Consent | undefined => {
  const news = changes.filter((change) => isNewer(change, own(consent.topics, change.topic)));
  if (news.length === 0) return undefined;
  const topics = { ...consent.topics };
  for (const { topic, subscribed, at, by } of news) {
    if (isNewer({ at, by }, own(topics, topic))) topics[topic] = { subscribed, at, by };
  }
  const lifted = news.some(({ subscribed, at }) => subscribed && at > (consent.suppression?.at ?? Infinity));
  return {
    ...consent,
    version: consent.version + 1,
    topics: firstByName(topics, TOPICS_KEPT),
    history: [...consent.history, ...news].slice(-HISTORY_LIMIT),
    suppression: lifted ? undefined : consent.suppression,
  };
};

/** Bounces and complaints add up: a complaint is never weakened to a bounce, an earlier time never moves it back. */
export const applySuppression = (
  consent: Consent,
  reason: 'bounced' | 'complained',
  at: Instant,
): Consent | undefined => {
  const known = consent.suppression;
  if (known !== undefined && known.at >= at && (known.reason === 'complained' || reason === 'bounced'))
    return undefined;
  const liftedSince = Object.values(consent.topics).some((topic) => topic.subscribed && topic.at > at);
  if (liftedSince) return undefined;
  return {
    ...consent,
    version: consent.version + 1,
    suppression: {
      reason: known?.reason === 'complained' ? 'complained' : reason,
      at: Math.max(at, known?.at ?? at),
    },
  };
};

/** May marketing on this topic go to the address? */
export const hasConsent = (consent: Consent | undefined, topic: string): boolean =>
  consent !== undefined && own(consent.topics, topic)?.subscribed === true;
