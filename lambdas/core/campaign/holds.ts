import { assertNever } from '../assert-never.ts';
import type { Instant, Json } from '../event/event.ts';
import { own } from '../own.ts';
import { cartCount, cartTotal } from '../profile/cart.ts';
import type { Profile } from '../profile/profile.ts';
import type { Predicate } from './campaign.ts';

/** What began the journey, for "since entry". */
export interface Entry {
  readonly event: string;
  readonly at: Instant;
}

type Did = Extract<Predicate, { did: string }>;
type Cart = Extract<Predicate, { cart: string }>;
type HasTrait = Extract<Predicate, { trait: string }>;

/** Is the condition true of the profile as it is now? Pure and total. */
export const holds = (
  predicate: Predicate,
  profile: Profile,
  context: { readonly entry: Entry; readonly now: Instant },
): boolean => {
  if ('all' in predicate) return predicate.all.every((part) => holds(part, profile, context));
  if ('any' in predicate) return predicate.any.some((part) => holds(part, profile, context));
  if ('not' in predicate) return !holds(predicate.not, profile, context);
  if ('did' in predicate) return hasDone(predicate, profile, context);
  if ('trait' in predicate) return hasTrait(predicate, profile);
  if ('cart' in predicate) return hasCart(predicate, profile);
  return assertNever(predicate);
};

/**
 * "Since entry" takes in the entry's own instant, since clocks that tick in seconds put a cart and its order on the
 * same one; but never the very event that began the journey.
 */
const hasDone = (
  { did, since, withinMs }: Did,
  profile: Profile,
  { entry, now }: { readonly entry: Entry; readonly now: Instant },
): boolean => {
  const counter = own(profile.counters, did);
  if (counter === undefined) return false;
  if (since === 'entry' && (did === entry.event ? counter.lastAt <= entry.at : counter.lastAt < entry.at)) return false;
  return withinMs === undefined || now - counter.lastAt <= withinMs;
};

const hasTrait = ({ trait, equals, exists }: HasTrait, profile: Profile): boolean => {
  const value = own(profile.traits, trait)?.value;
  const present = value !== undefined && value !== null;
  if (exists !== undefined && exists !== present) return false;
  if (equals !== undefined) return value !== undefined && isSame(value, equals);
  return exists === undefined ? present : true;
};

const hasCart = ({ cart, atLeast, atMost, equals }: Cart, profile: Profile): boolean => {
  const amount = cart === 'total' ? cartTotal(profile.cart) : cartCount(profile.cart);
  return (
    (atLeast === undefined || amount >= atLeast) &&
    (atMost === undefined || amount <= atMost) &&
    (equals === undefined || amount === equals)
  );
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
