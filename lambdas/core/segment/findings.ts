import { assertNever } from '../assert-never.ts';
import { hasConsent } from '../consent/apply-consent.ts';
import type { Json } from '../event/event.ts';
import { own } from '../own.ts';
import { affinityOf } from '../profile/affinity.ts';
import { cartCount, cartTotal } from '../profile/cart.ts';
import { fromMoney } from '../profile/money.ts';
import type { Profile } from '../profile/profile.ts';
import { localMinute, localWeekday } from '../time/local-time.ts';
import { type Circumstances, holds } from './holds.ts';
import type { Bounds, Predicate } from './predicate.ts';

/** One question of a condition, what the profile said to it, and whether that was enough. Instants are ISO 8601. */
export interface Finding {
  readonly asked: string;
  readonly found: Json;
  readonly holds: boolean;
}

/** A condition has few questions; a row of the ledger has little room. */
const FINDINGS_KEPT = 12;

/** What each question of a condition found, in the order in which the file asks them, at most 12. Pure and total. */
export const findingsOf = (predicate: Predicate, profile: Profile, circumstances: Circumstances): readonly Finding[] =>
  find(predicate, profile, circumstances).slice(0, FINDINGS_KEPT);

const find = (predicate: Predicate, profile: Profile, circumstances: Circumstances): readonly Finding[] => {
  if ('all' in predicate) return predicate.all.flatMap((part) => find(part, profile, circumstances));
  if ('any' in predicate) return predicate.any.flatMap((part) => find(part, profile, circumstances));
  if ('not' in predicate)
    return find(predicate.not, profile, circumstances).map(({ asked, found, holds }) => ({
      asked: `not: ${asked}`,
      found,
      holds: !holds,
    }));
  if ('segment' in predicate) return find(predicate.is, profile, circumstances);
  return [
    {
      asked: askedBy(predicate),
      found: foundFor(predicate, profile, circumstances),
      holds: holds(predicate, profile, circumstances),
    },
  ];
};

type Question = Exclude<
  Predicate,
  { readonly all: unknown } | { readonly any: unknown } | { readonly not: unknown } | { readonly segment: string }
>;

/** The question as a person would put it. */
const askedBy = (question: Question): string => {
  if ('did' in question) {
    const { did, since, withinMs } = question;
    return [
      did,
      boundsOf(question, String),
      since === 'entry' ? 'since entry' : '',
      withinMs === undefined ? '' : `within ${durationOf(withinMs)}`,
    ]
      .filter((part) => part !== '')
      .join(' ');
  }
  if ('trait' in question) {
    const { trait, equals, contains, exists } = question;
    const tests = [
      ...(equals === undefined ? [] : [`is ${JSON.stringify(equals)}`]),
      ...(contains === undefined ? [] : [`contains ${JSON.stringify(contains)}`]),
      ...(exists === false ? ['is not known'] : []),
      boundsOf(question, String),
    ].filter((part) => part !== '');
    return `trait ${trait} ${tests.join(' and ') || 'is known'}`;
  }
  if ('affinity' in question) return `${question.is} among the top ${question.top} of ${question.affinity}`;
  if ('cart' in question) return `cart ${question.cart} ${amountOf(question, question.cart === 'total')}`;
  if ('orders' in question) return `orders' ${question.orders} ${amountOf(question, question.orders === 'revenue')}`;
  if ('seen' in question) return `seen within ${durationOf(question.seen.withinMs)}`;
  if ('consent' in question) return `consent to ${question.consent}`;
  if ('localTime' in question) {
    const { from, to, days } = question.localTime;
    return `local time from ${from} to ${to}${days === undefined ? '' : ` on ${days.join(', ')}`}`;
  }
  return assertNever(question);
};

const foundFor = (question: Question, profile: Profile, { now, zone, consent }: Circumstances): Json => {
  if ('did' in question) {
    const counter = own(profile.counters, question.did);
    return counter === undefined ? 'never' : { times: counter.count, last: isoOf(counter.lastAt) };
  }
  // What it says may be anybody's name: that it is known is enough to explain.
  if ('trait' in question) return own(profile.traits, question.trait) === undefined ? 'not known' : 'known';
  if ('affinity' in question) return [...affinityOf(profile, question.affinity).slice(0, question.top)];
  if ('cart' in question)
    return question.cart === 'total' ? fromMoney(cartTotal(profile.cart)) : cartCount(profile.cart);
  if ('orders' in question) {
    const { orders, revenue, cancelledValue } = profile.purchases;
    return question.orders === 'count' ? orders : fromMoney(revenue - cancelledValue);
  }
  if ('seen' in question) return { last: isoOf(profile.lastSeenAt) };
  if ('consent' in question) return hasConsent(consent, question.consent) ? 'given' : 'not given';
  if ('localTime' in question) {
    const minute = localMinute(now, zone) ?? 0;
    const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    return `${localWeekday(now, zone) ?? ''} ${clock} in ${zone}`.trim();
  }
  return assertNever(question);
};

const boundsOf = ({ atLeast, atMost }: Bounds, show: (amount: number) => string): string =>
  [
    ...(atLeast === undefined ? [] : [`at least ${show(atLeast)}`]),
    ...(atMost === undefined ? [] : [`at most ${show(atMost)}`]),
  ].join(' and ');

const amountOf = (bounds: Bounds & { readonly equals?: number }, isMoney: boolean): string => {
  const show = (amount: number): string => String(isMoney ? fromMoney(amount) : amount);
  return [...(bounds.equals === undefined ? [] : [show(bounds.equals)]), boundsOf(bounds, show)]
    .filter((part) => part !== '')
    .join(' and ');
};

const durationOf = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  if (minutes % 1_440 === 0) return `${minutes / 1_440} d`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
};

const isoOf = (at: number): string => new Date(at).toISOString();
