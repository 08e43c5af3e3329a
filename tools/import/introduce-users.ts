import type { Instant, JsonObject } from '../../lambdas/core/event/event.ts';
import { digest, fraction } from '../../lambdas/core/hash.ts';
import type { LogMessage, LogOptions } from './log.ts';
import { toLogMessage } from './to-log-message.ts';

/**
 * What a shop log's users said of themselves before the log begins, as far as the dedupe is concerned. Each half of a
 * log introduces its users at the first row it has of them, so the row cannot be the introduction's time: message id
 * and this one time depend on the user alone, and whichever half comes second repeats them. The profile goes by
 * `timestamp`, the row's.
 */
const SAID_AT = '2000-01-01T00:00:00.000Z';

/** Shop logs hold no addresses: gives each user one of a reserved domain, and a seeded share of them a subscription. */
export const introduceUsers = (log: string, { subscribedShare = 0.6, seed = 'kairos' }: LogOptions) => {
  const known = new Set<string>();
  const said = (userId: string, at: Instant, message: JsonObject & { readonly type: string }): LogMessage =>
    toLogMessage(log, at, userId, {
      messageId: digest(log, 'introduction', message.type, userId),
      userId,
      originalTimestamp: SAID_AT,
      ...message,
    });

  /** The messages that come before a user's row; none once the user is known. */
  return (userId: string, at: Instant, traits: JsonObject = {}): readonly LogMessage[] => {
    if (known.has(userId)) return [];
    known.add(userId);
    const identify = said(userId, at, { type: 'identify', traits: { email: `${userId}@example.com`, ...traits } });
    if (fraction('subscribed', seed, userId) >= subscribedShare) return [identify];
    const properties = { topic: 'promotions', source: log };
    return [identify, said(userId, at, { type: 'track', event: 'Subscribed', properties })];
  };
};
