import { assertNever } from '../assert-never.ts';
import { hasConsent } from '../consent/apply-consent.ts';
import type { Consent } from '../consent/consent.ts';
import type { Instant, Json } from '../event/event.ts';
import { own } from '../own.ts';
import { affinityOf } from '../profile/affinity.ts';
import { cartCount, cartTotal } from '../profile/cart.ts';
import { countSince } from '../profile/daily.ts';
import type { Profile } from '../profile/profile.ts';
import { localMinute, localWeekday, minuteOfDay } from '../time/local-time.ts';
import { DAY_MS } from '../time/utc-day.ts';
import type { Bounds, Did, HasCart, HasOrders, HasTrait, IsLocalTime, Predicate } from './predicate.ts';
import { isSegmentEvent } from './segment.ts';

/** What began the journey, for "since entry". */
export interface Entry {
  readonly event: string;
  readonly at: Instant;
}

/** What a condition is about besides the profile. */
export interface Circumstances {
  readonly now: Instant;
  /** The person's, valid: for local times. */
  readonly zone: string;
  /** @default there is no journey: nothing is since its entry */
  readonly entry?: Entry;
  /** The address's. @default it has agreed to nothing */
  readonly consent?: Consent;
}

/** Is the condition true of the profile as it is now? Pure and total. */
export const holds = (predicate: Predicate, profile: Profile, circumstances: Circumstances): boolean => {
  if ('all' in predicate) return predicate.all.every((part) => holds(part, profile, circumstances));
  if ('any' in predicate) return predicate.any.some((part) => holds(part, profile, circumstances));
  if ('not' in predicate) return !holds(predicate.not, profile, circumstances);
  if ('did' in predicate) return hasDone(predicate, profile, circumstances);
  if ('trait' in predicate) return hasTrait(predicate, profile);
  if ('affinity' in predicate)
    return affinityOf(profile, predicate.affinity).slice(0, predicate.top).includes(predicate.is);
  if ('cart' in predicate) return hasCart(predicate, profile);
  if ('orders' in predicate) return hasOrders(predicate, profile);
  if ('seen' in predicate) return circumstances.now - profile.lastSeenAt <= predicate.seen.withinMs;
  if ('consent' in predicate) return hasConsent(circumstances.consent, predicate.consent);
  if ('localTime' in predicate) return isLocalTime(predicate, circumstances);
  if ('segment' in predicate) return holds(predicate.is, profile, circumstances);
  return assertNever(predicate);
};

/**
 * "Since entry" takes in the entry's own instant, since clocks that tick in seconds put a cart and its order on the
 * same one; but never the very event that began the journey, nor what put somebody into the segment that did.
 */
const hasDone = (predicate: Did, profile: Profile, { entry, now }: Circumstances): boolean => {
  const { did, since, withinMs } = predicate;
  if (isCounted(predicate)) return isWithin(predicate, timesDone(predicate, profile, now));
  const counter = own(profile.counters, did);
  if (counter === undefined) return false;
  if (since === 'entry') {
    if (entry === undefined || counter.lastAt < entry.at) return false;
    if (counter.lastAt === entry.at && (did === entry.event || isSegmentEvent(entry.event))) return false;
  }
  return withinMs === undefined || now - counter.lastAt <= withinMs;
};

/** Without bounds, when it last happened says all. */
export const isCounted = ({ atLeast, atMost }: Did): boolean => atLeast !== undefined || atMost !== undefined;

const timesDone = ({ did, withinMs }: Did, profile: Profile, now: Instant): number =>
  withinMs === undefined
    ? (own(profile.counters, did)?.count ?? 0)
    : countSince(own(profile.daily ?? {}, did), now - withinMs + DAY_MS);

const hasTrait = (predicate: HasTrait, profile: Profile): boolean => {
  const { trait, equals, contains, exists } = predicate;
  const value = own(profile.traits, trait)?.value;
  const present = value !== undefined && value !== null;
  if (exists !== undefined && exists !== present) return false;
  if (equals !== undefined && (value === undefined || !isSame(value, equals))) return false;
  if (contains !== undefined && !includes(value, contains)) return false;
  if (isBounded(predicate)) return typeof value === 'number' && isWithin(predicate, value);
  return present || equals !== undefined || exists !== undefined;
};

const includes = (value: Json | undefined, part: string | number | boolean): boolean =>
  Array.isArray(value) ? value.includes(part) : typeof value === 'string' && value.includes(String(part));

const hasCart = (predicate: HasCart, { cart }: Profile): boolean =>
  hasAmount(predicate, predicate.cart === 'total' ? cartTotal(cart) : cartCount(cart));

const hasOrders = (predicate: HasOrders, { purchases }: Profile): boolean =>
  hasAmount(predicate, predicate.orders === 'count' ? purchases.orders : purchases.revenue - purchases.cancelledValue);

const hasAmount = (predicate: HasCart | HasOrders, amount: number): boolean =>
  isWithin(predicate, amount) && (predicate.equals === undefined || amount === predicate.equals);

const isBounded = ({ atLeast, atMost }: Bounds): boolean => atLeast !== undefined || atMost !== undefined;

const isWithin = ({ atLeast, atMost }: Bounds, amount: number): boolean =>
  (atLeast === undefined || amount >= atLeast) && (atMost === undefined || amount <= atMost);

const isLocalTime = ({ localTime: { from, to, days } }: IsLocalTime, { now, zone }: Circumstances): boolean => {
  const [minute, weekday, first, end] = [
    localMinute(now, zone),
    localWeekday(now, zone),
    minuteOfDay(from),
    minuteOfDay(to),
  ];
  if (minute === undefined || weekday === undefined || first === undefined || end === undefined) return false;
  if (days !== undefined && !days.includes(weekday)) return false;
  return first < end ? first <= minute && minute < end : minute >= first || minute < end;
};

const isSame = (a: Json, b: Json): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  if (Array.isArray(a) !== Array.isArray(b) || left.length !== right.size) return false;
  return left.every(([key, value]) => {
    const other = right.get(key);
    return other !== undefined && isSame(value, other);
  });
};
