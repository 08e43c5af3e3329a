import type { KinesisStreamEvent } from 'aws-lambda';
import { eventName, type Identifiers } from '../../lambdas/core/event/event.ts';
import { type IdentityId, identityId, type ProfileId } from '../../lambdas/core/identity/identity.ts';
import { seenIdOf } from '../../lambdas/core/profile/dedupe.ts';
import type { State } from '../../lambdas/core/profile/profile.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import { decodeRecord, type SchemaNames } from '../../lambdas/decode/decode-record.ts';
import type { EventValidators } from '../../lambdas/decode/event-validators.ts';
import { fromKinesisRecord } from '../../lambdas/decode/kinesis-record.ts';
import type { FailedEvents } from '../../lambdas/ports/failed-events.ts';
import type { SendLedger } from '../../lambdas/ports/send-ledger.ts';
import { endOf } from './cloud-counts.ts';
import type { FeedMessage, LiveFeed } from './live-feed.ts';

type States = ReadonlyMap<IdentityId, State>;

/** The profile that an identifier leads to, through its redirects. */
export const followRedirects = (states: States, id: IdentityId): ProfileId | undefined => {
  for (let at: IdentityId | undefined = id; at !== undefined; ) {
    const state = states.get(at);
    if (state === undefined || state.kind === 'tombstone') return undefined;
    if (state.kind === 'profile') return at;
    at = state.to;
  }
  return undefined;
};

const firstIdentity = ({ userId, anonymousId }: Identifiers): IdentityId | undefined => {
  if (userId !== undefined) return identityId({ kind: 'user', value: userId });
  return anonymousId === undefined ? undefined : identityId({ kind: 'anonymous', value: anonymousId });
};

/** What a batch's events are to the feed. Asked before the batch is folded: afterwards all of them have been seen. */
export const batchForFeed = (
  batch: KinesisStreamEvent,
  validators: EventValidators,
  states: States,
  schemas?: SchemaNames,
): (() => readonly FeedMessage[]) => {
  const seen = new Set<bigint>();
  const events = batch.Records.flatMap((record) => decodeRecord(fromKinesisRecord(record), validators, schemas).events);
  const told = events.flatMap(({ event }) => {
    const id = firstIdentity(event);
    if (id === undefined) return [];
    const { hash } = seenIdOf(event);
    const home = states.get(followRedirects(states, id) ?? id);
    const isKnown = seen.has(hash) || (home?.kind === 'profile' && home.seen.some((known) => known.hash === hash));
    seen.add(hash);
    return [{ event, id, outcome: isKnown ? ('duplicate' as const) : ('applied' as const) }];
  });
  return () =>
    told.map(({ event, id, outcome }) => {
      const { at, source } = event;
      const profileId = followRedirects(states, id);
      return {
        kind: 'event',
        at,
        source,
        name: eventName(event),
        outcome,
        ...(profileId === undefined ? {} : { profileId }),
      };
    });
};

/** The ledger, telling the feed of every send that ends without a mail. */
export const ledgerForFeed = <Ledger extends SendLedger>(ledger: Ledger, feed: LiveFeed, now: () => number): Ledger => {
  const tell = (row: Send): void => {
    const end = endOf(row);
    if (end === 'sent' || end === 'waits') return;
    const { campaign, profileId, reason = 'none' } = row;
    feed.publish({ kind: 'skip', at: now(), campaign, reason, profileId });
  };
  return {
    ...ledger,
    plan: async (rows) => {
      const added = await ledger.plan(rows);
      for (const row of rows) if (added.has(row.sendId)) tell(row);
      return added;
    },
    write: async (row, conditions) => {
      const outcome = await ledger.write(row, conditions);
      if (outcome === 'written') tell(row);
      return outcome;
    },
  };
};

/** The failed events, telling the feed of each. */
export const failuresForFeed = (failedEvents: FailedEvents, feed: LiveFeed): FailedEvents => ({
  put: async (failures) => {
    await failedEvents.put(failures);
    for (const { receivedAt: at, reason, detail } of failures) feed.publish({ kind: 'failed', at, reason, detail });
  },
});
