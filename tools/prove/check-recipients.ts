import type { SendId } from '../../lambdas/core/send/send.ts';
import type { Model, ModelEvent } from './model.ts';
import type { Played } from './world.ts';

/** The addresses that an event says are its person's. */
const addressesIn = ({ traits, properties }: ModelEvent): readonly string[] =>
  [traits?.email, properties?.email].flatMap((address) => (typeof address === 'string' ? address.toLowerCase() : []));

/** No mail goes to somebody else: its address is one that the person's own events named, whose trigger it answers. */
export const checkRecipients = ({ cloud, witness, cuts }: Played, model: Model): readonly string[] => {
  const addressesOf = new Map<string, ReadonlySet<string>>();
  for (const { certainty, events } of model.groups) {
    if (certainty !== 'one person') continue;
    const addresses = new Set(events.flatMap(addressesIn));
    for (const { key } of events) addressesOf.set(key, addresses);
  }
  // Until somebody says otherwise the two are one person, with one address; a mail that is claimed is on its way.
  const certainFrom = Math.max(0, ...cuts.map(({ at }) => at));
  return witness.accepted.flatMap(({ sendId, to, claimedAt }) => {
    const trigger = cloud.stores.ledger.rows.get(sendId as SendId)?.trigger;
    const addresses = addressesOf.get(`${trigger?.source}:${trigger?.messageId}`);
    return claimedAt < certainFrom || addresses === undefined || addresses.has(to)
      ? []
      : [`${sendId} went to somebody else than whose event ${trigger?.messageId} began it`];
  });
};
