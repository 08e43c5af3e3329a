import { addressHash } from '../../lambdas/core/identity/identity.ts';
import type { Model, ModelEvent, ModelGroup } from './model.ts';
import type { Played } from './world.ts';

const isConsent = ({ name }: ModelEvent): boolean => name === 'Subscribed' || name === 'Unsubscribed';
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The one address that a person is known by; undefined where there is none, or more than one. */
const addressOf = ({ events, certainty }: ModelGroup): string | undefined => {
  const named = new Set(
    events.flatMap(({ type, traits }) => (type === 'identify' ? (textOf(traits?.email) ?? []) : [])),
  );
  const [only] = named;
  return certainty === 'one person' && named.size === 1 ? only : undefined;
};

/** Invariant 5's ground: what an address agreed to is what its people said last, and a bounce is remembered. */
export const checkConsents = ({ cloud, witness, fired, cuts }: Played, model: Model): readonly string[] => {
  const byAddress = new Map<string, ModelEvent[]>();
  const doubtful = new Set<string>();
  const doubt = (events: readonly ModelEvent[]): void => {
    for (const { properties, traits } of events)
      for (const text of [textOf(properties?.email), textOf(traits?.email)]) if (text !== undefined) doubtful.add(text);
  };
  for (const group of model.groups) {
    const address = addressOf(group);
    // What the one person agreed to stays with the address, whoever of the two said it.
    const wasOneWithOthers = cuts.some(({ a, b }) => group.identifiers.includes(a) || group.identifiers.includes(b));
    // Named in an event, an address is also the person's second best: which one counts depends on the order.
    if (
      address === undefined ||
      wasOneWithOthers ||
      group.events.some(({ happened, properties }) => happened === undefined || properties?.email !== undefined)
    ) {
      doubt(group.events);
      continue;
    }
    byAddress.set(address, [...(byAddress.get(address) ?? []), ...group.events.filter(isConsent)]);
  }
  const heardAll = !fired.some(({ at, kind }) => at === 'feedback.topic' && kind === 'never');
  return [...byAddress].flatMap(([address, events]) => {
    if (doubtful.has(address)) return [];
    const consent = cloud.stores.consents.consents.get(addressHash(address));
    const newest = events
      .filter(({ properties }) => properties?.topic === 'promotions')
      .sort((a, b) => (a.happened ?? 0) - (b.happened ?? 0) || (a.key < b.key ? -1 : 1))
      .at(-1);
    const [has, should] = [consent?.topics.promotions?.subscribed, newest && newest.name === 'Subscribed'];
    const problems = has === should ? [] : [`${address}: consent is ${has}, and its people said ${should} last`];
    const bounced = /^(?:bounce|complaint)\+/.test(address) && witness.accepted.some(({ to }) => to === address);
    const mailedAt = Math.min(...witness.accepted.filter(({ to }) => to === address).map(({ at }) => at));
    const agreedSince = events.some(({ name, happened }) => name === 'Subscribed' && (happened ?? 0) >= mailedAt);
    if (bounced && heardAll && !agreedSince && consent?.suppression === undefined)
      problems.push(`${address} bounced or complained, and is not suppressed`);
    return problems;
  });
};
