import { TOPICS_KEPT } from '../consent/apply-consent.ts';
import { joinCuts } from '../identity/cuts.ts';
import { isNewer } from '../newest-wins.ts';
import { own } from '../own.ts';
import { addToSet, firstByName } from './bounded.ts';
import { mergeCarts } from './cart.ts';
import { mergeCounters } from './counters.ts';
import { mergeDaily } from './daily.ts';
import { LATENESS_MS } from './evolve.ts';
import type { Profile } from './profile.ts';
import { mergePurchases } from './purchases.ts';
import { mergeSessions } from './sessions.ts';
import { mergeTouches } from './touches.ts';
import { mergeTraits } from './traits.ts';
import { BOUGHT_KEPT, mergeViewed } from './viewed.ts';

export const IDENTIFIERS_KEPT = 50;

/** The older of two profiles keeps its id and takes the other in: which one it is does not depend on who asks. */
export const olderFirst = (a: Profile, b: Profile): readonly [winner: Profile, loser: Profile] =>
  a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.id < b.id) ? [a, b] : [b, a];

/** Merges that the longest way to the merged profile passes. */
export const mergesOnWay = (winner: Profile, loser: Profile): number =>
  Math.max(winner.mergesOnWay ?? 0, (loser.mergesOnWay ?? 0) + 1);

/** One person out of two: nothing of either is lost, and nothing is counted twice. */
export const mergeProfiles = (winner: Profile, loser: Profile): Profile => {
  const lastSeenAt = Math.max(winner.lastSeenAt, loser.lastSeenAt);
  return {
    id: winner.id,
    createdAt: Math.min(winner.createdAt, loser.createdAt),
    firstSeenAt: Math.min(winner.firstSeenAt, loser.firstSeenAt),
    lastSeenAt,
    userIds: addToSet(winner.userIds, loser.userIds, IDENTIFIERS_KEPT),
    anonymousIds: addToSet(winner.anonymousIds, loser.anonymousIds, IDENTIFIERS_KEPT),
    mergesOnWay: mergesOnWay(winner, loser),
    formerIds: addToSet(winner.formerIds, [...loser.formerIds, loser.id], IDENTIFIERS_KEPT),
    traits: mergeTraits(winner.traits, loser.traits),
    counters: mergeCounters(winner.counters, loser.counters),
    purchases: mergePurchases(winner.purchases, loser.purchases),
    ...((winner.daily ?? loser.daily) && { daily: mergeDaily(winner.daily, loser.daily) }),
    viewed: mergeViewed(winner.viewed, loser.viewed),
    ...((winner.bought ?? loser.bought) && {
      bought: mergeViewed(winner.bought ?? [], loser.bought ?? [], BOUGHT_KEPT),
    }),
    cart: mergeCarts(winner.cart, loser.cart),
    sessions: mergeSessions(winner.sessions, loser.sessions, lastSeenAt - LATENESS_MS),
    ...mergeTouches(winner, loser),
    pendingConsent: mergePending(winner.pendingConsent, loser.pendingConsent),
    late: winner.late + loser.late,
    ...joinCuts(winner, loser),
  };
};

const mergePending = (a: Profile['pendingConsent'], b: Profile['pendingConsent']): Profile['pendingConsent'] => {
  const merged = { ...a };
  for (const [topic, change] of Object.entries(b)) if (isNewer(change, own(merged, topic))) merged[topic] = change;
  return firstByName(merged, TOPICS_KEPT);
};
