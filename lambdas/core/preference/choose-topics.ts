import type { ConsentChange } from '../consent/apply-consent.ts';
import type { Consent } from '../consent/consent.ts';
import type { Instant } from '../event/event.ts';
import { own } from '../own.ts';

/** What somebody asks for: by the mail program's button, or on the page. */
export type PreferenceWish =
  /** RFC 8058: no more mail like this one. */
  | { readonly kind: 'leave'; readonly topic: string }
  | { readonly kind: 'leave-all'; readonly topics: readonly string[] }
  | {
      readonly kind: 'choose';
      /** Those that the page offers. */
      readonly offered: readonly string[];
      readonly ticked: ReadonlySet<string>;
      /** Those that were ticked when the page was made: a page that lay open for a week subscribes nobody anew. */
      readonly tickedBefore: ReadonlySet<string>;
    };

/** Mail on the topic really goes out: it was agreed to, and the address is not suppressed. */
export const isMailed = (consent: Consent | undefined, topic: string): boolean =>
  consent?.suppression === undefined && own(consent?.topics ?? {}, topic)?.subscribed === true;

/**
 * What a wish changes at an address. Leaving is written even where nothing was known of the topic, so that an older yes
 * that arrives late does not win; what is as wished already is left alone. Each change is later than what is known of
 * its topic: a yes from a fast clock must not outlast the no that follows it.
 */
export const changesFor = (
  consent: Consent | undefined,
  wish: PreferenceWish,
  now: Instant,
  nameOf: (change: Omit<ConsentChange, 'by'>) => string,
): readonly ConsentChange[] =>
  topicsTurned(consent, wish).map(({ topic, subscribed }) => {
    const known = own(consent?.topics ?? {}, topic)?.at ?? 0;
    const suppressed = subscribed ? (consent?.suppression?.at ?? 0) : 0;
    const change = { topic, subscribed, at: Math.max(now, known + 1, suppressed + 1) };
    return { ...change, by: nameOf(change) };
  });

const topicsTurned = (
  consent: Consent | undefined,
  wish: PreferenceWish,
): readonly Pick<ConsentChange, 'topic' | 'subscribed'>[] => {
  const said = (topic: string): boolean | undefined => own(consent?.topics ?? {}, topic)?.subscribed;
  const off = (topic: string) => ({ topic, subscribed: false });
  switch (wish.kind) {
    case 'leave':
      return said(wish.topic) === false ? [] : [off(wish.topic)];
    case 'leave-all':
      return [...new Set([...wish.topics, ...Object.keys(consent?.topics ?? {})])]
        .filter((topic) => said(topic) !== false)
        .map(off);
    case 'choose':
      return wish.offered.flatMap((topic) => {
        if (!wish.ticked.has(topic)) return said(topic) === true ? [off(topic)] : [];
        return isMailed(consent, topic) || wish.tickedBefore.has(topic) ? [] : [{ topic, subscribed: true }];
      });
  }
};
