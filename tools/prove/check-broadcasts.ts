import { segmentOfBroadcast } from '../../lambdas/core/campaign/broadcast-trigger.ts';
import { addressHash } from '../../lambdas/core/identity/identity.ts';
import { holds } from '../../lambdas/core/segment/holds.ts';
import { broadcastEntryKey } from '../../lambdas/core/send/broadcast-entry.ts';
import { recipientOf } from '../../lambdas/core/send/recipient.ts';
import type { Played } from './world.ts';

/** A broadcast that was started reaches its end, and has a row for each address of its segment, however many share it. */
export const checkBroadcasts = ({ cloud, book }: Played): readonly string[] => {
  const { stores, clock } = cloud;
  const keys = new Set([...stores.ledger.rows.values()].map(({ entryKey }) => entryKey));
  return [...stores.broadcasts.runs.values()].flatMap(({ campaign, runId, state }) => {
    if (state !== 'done') return [`the broadcast ${campaign} is ${state}, and nobody stopped it`];
    const name = book.campaigns.filter((one) => one.name === campaign).map(segmentOfBroadcast)[0];
    const segment = book.segments.find((one) => one.name === name);
    return [...stores.profiles.states.values()].flatMap((found) => {
      if (found.kind !== 'profile' || segment === undefined) return [];
      const address = recipientOf(undefined, found.profile);
      if (address === undefined || !holds(segment.predicate, found.profile, { now: clock.now(), zone: 'UTC' }))
        return [];
      return keys.has(broadcastEntryKey(runId, addressHash(address)))
        ? []
        : [`the broadcast ${campaign} passed over an address of its segment`];
    });
  });
};
