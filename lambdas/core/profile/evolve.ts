import { assertNever } from '../assert-never.ts';
import { type CustomerEvent, eventName, type TrackEvent } from '../event/event.ts';
import { isByMachine, isMailEvent } from '../event/mail-events.ts';
import { isPriceDrop } from '../event/price-drop.ts';
import type { ProfileId } from '../identity/identity.ts';
import { changeCart, emptyCart, emptyCartAt } from './cart.ts';
import { mergeCounters } from './counters.ts';
import { dailyOf, mergeDaily } from './daily.ts';
import type { Profile } from './profile.ts';
import { mergePurchases, noPurchases, purchasesOf } from './purchases.ts';
import { mergeSessions, noSessions, sessionAt } from './sessions.ts';
import { mergeTouches, touchesOf } from './touches.ts';
import { mergeTraits, traitsOf } from './traits.ts';
import { BOUGHT_KEPT, boughtProductsOf, mergeViewed, viewedProductOf } from './viewed.ts';

/** How much older than the newest event of its profile an event may be to count for sessions and cart. */
export const LATENESS_MS = 60 * 60_000;

/** A person of whom this is the first event. */
export const newProfile = (id: ProfileId, first: Pick<CustomerEvent, 'at' | 'receivedAt'>): Profile => ({
  id,
  createdAt: first.receivedAt,
  firstSeenAt: first.at,
  lastSeenAt: first.at,
  userIds: [],
  anonymousIds: [],
  formerIds: [],
  traits: {},
  counters: {},
  purchases: noPurchases,
  viewed: [],
  cart: emptyCart,
  sessions: noSessions,
  pendingConsent: {},
  late: 0,
});

const NOTHING: ReadonlySet<string> = new Set();

/**
 * Applies one event that the dedupe has not seen. Pure and total. Traits, counters, purchases and views come out the
 * same under any order; sessions and cart do so within the lateness bound, and a later event leaves them alone.
 * Events named in `counted` are counted by day too.
 */
export const evolve = (profile: Profile, event: CustomerEvent, counted = NOTHING): Profile => {
  if (isMailEvent(event) || isPriceDrop(event)) return countNews(profile, event, counted);
  const isLate = event.at < profile.lastSeenAt - LATENESS_MS;
  const known = applyOrderFree(profile, event, counted);
  return isLate ? { ...known, late: known.late + 1 } : applyOrdered(known, event);
};

/** News of a mail or a price say nothing of when their person was here: they are counted, unless a machine's. */
const countNews = (profile: Profile, event: CustomerEvent, counted: ReadonlySet<string>): Profile =>
  isByMachine(event) ? profile : { ...profile, ...countsAfter(profile, event, counted) };

const countsAfter = (
  { counters, daily }: Profile,
  event: CustomerEvent,
  counted: ReadonlySet<string>,
): Pick<Profile, 'counters' | 'daily'> => {
  const name = eventName(event);
  return {
    counters: mergeCounters(counters, { [name]: { count: 1, firstAt: event.at, lastAt: event.at } }),
    ...(counted.has(name) && { daily: mergeDaily(daily, dailyOf(name, event.at)) }),
  };
};

const applyOrderFree = (profile: Profile, event: CustomerEvent, counted: ReadonlySet<string>): Profile => ({
  ...profile,
  ...(event.type === 'track' ? applyTrack(profile, event) : {}),
  createdAt: Math.min(profile.createdAt, event.receivedAt),
  firstSeenAt: Math.min(profile.firstSeenAt, event.at),
  lastSeenAt: Math.max(profile.lastSeenAt, event.at),
  traits: mergeTraits(profile.traits, traitsOf(event)),
  ...countsAfter(profile, event, counted),
  ...mergeTouches(profile, touchesOf(event)),
});

const applyTrack = (profile: Profile, event: TrackEvent): Partial<Profile> => {
  const purchases = purchasesOf(event);
  const view = viewedProductOf(event);
  const bought = boughtProductsOf(event);
  return {
    ...(purchases === undefined ? {} : { purchases: mergePurchases(profile.purchases, purchases) }),
    ...(view === undefined ? {} : { viewed: mergeViewed(profile.viewed, [view]) }),
    ...(bought.length > 0 && { bought: mergeViewed(profile.bought ?? [], bought, BOUGHT_KEPT) }),
  };
};

const applyOrdered = (profile: Profile, event: CustomerEvent): Profile => {
  const oldestAccepted = profile.lastSeenAt - LATENESS_MS;
  const sessions = mergeSessions(profile.sessions, sessionAt(event.at), oldestAccepted);
  switch (event.type) {
    case 'track':
      return { ...profile, sessions, cart: cartAfter(profile, event, oldestAccepted) };
    case 'identify':
    case 'page':
    case 'screen':
    case 'group':
    case 'alias':
      return { ...profile, sessions };
    default:
      return assertNever(event);
  }
};

const cartAfter = ({ cart, id }: Profile, event: TrackEvent, oldestAccepted: number): Profile['cart'] => {
  switch (event.event) {
    case 'Product Added':
    case 'Product Removed':
      return changeCart(cart, event, id, oldestAccepted);
    case 'Order Completed':
      return emptyCartAt(cart, event.at);
    default:
      return cart;
  }
};
