import { type Act, keyOf, type Message } from './script.ts';
import type { Severed } from './unmerge-until-done.ts';

/** One event, however often it was delivered. */
export interface ModelEvent extends Message {
  readonly key: string;
  /** What it is counted as. */
  readonly name: string;
  /** When it happened, as the profile has it; undefined where that depends on which delivery came first. */
  readonly happened: number | undefined;
  readonly acceptedAt: number;
}

/** The people that the events can be about: identifiers that events tie together. */
export interface ModelGroup {
  /** `user:…` and `anonymous:…`. */
  readonly identifiers: readonly string[];
  readonly users: readonly string[];
  readonly events: readonly ModelEvent[];
  /** Two users, or an alias between them: which profile an event is on may depend on the order of arrival. */
  readonly certainty: 'one person' | 'one person a user' | 'in sum';
}

export interface Model {
  readonly events: readonly ModelEvent[];
  readonly groups: readonly ModelGroup[];
  readonly garbage: number;
}

const FIRST_BELIEVABLE = Date.UTC(2000, 0, 1);
const AHEAD_MS = 5 * 60_000;

const happenedAt = ({ timestamp, receivedAt }: Message): number | undefined => {
  const received = receivedAt === undefined ? undefined : Date.parse(receivedAt);
  const said = timestamp === undefined ? undefined : Date.parse(timestamp);
  if (said === undefined || said < FIRST_BELIEVABLE) return received;
  return received === undefined ? said : Math.min(said, received + AHEAD_MS);
};

const identifiersOf = ({ userId, anonymousId }: Message): readonly string[] => [
  ...(userId === undefined ? [] : [`user:${userId}`]),
  ...(anonymousId === undefined ? [] : [`anonymous:${anonymousId}`]),
];

/**
 * What must come of a script's events, and of those that the system told itself of mails, worked out from nothing but
 * the events: no order, no batches, no faults.
 */
export const modelOf = (acts: readonly Act[], told: readonly Message[] = [], cuts: readonly Severed[] = []): Model => {
  const events = new Map<string, ModelEvent>();
  let garbage = 0;
  const accept = (message: Message, acceptedAt: number): void => {
    const key = keyOf(message);
    if (events.has(key)) return;
    const name = message.type === 'track' ? (message.event ?? '') : message.type;
    events.set(key, { ...message, key, name, happened: happenedAt(message), acceptedAt });
  };
  for (const act of acts) {
    if (act.kind === 'put') accept(act.message, act.at);
    if (act.kind === 'post') for (const message of act.messages) accept(message, act.at);
    if (act.kind === 'garbage') garbage += 1;
  }
  for (const message of told) accept(message, Date.parse(message.receivedAt ?? ''));
  const all = [...events.values()];
  return { events: all, groups: groupsOf(all, cuts), garbage };
};

const groupsOf = (events: readonly ModelEvent[], cuts: readonly Severed[]): readonly ModelGroup[] => {
  const parents = new Map<string, string>();
  const find = (id: string): string => {
    const parent = parents.get(id);
    if (parent === undefined || parent === id) return id;
    const root = find(parent);
    parents.set(id, root);
    return root;
  };
  const known = new Set<string>();
  const isCut = (a: string, b: string): boolean =>
    cuts.some((cut) => (cut.a === a && cut.b === b) || (cut.a === b && cut.b === a));
  const join = (a: string, b: string): void => void (isCut(a, b) || parents.set(find(a), find(b)));
  const aliases = events.filter(({ type }) => type === 'alias');
  for (const event of events) {
    const [first, ...others] = identifiersOf(event);
    if (first === undefined) continue;
    for (const id of [first, ...others]) known.add(id);
    for (const other of others) join(first, other);
  }
  // An alias does not say what kind of id it names: it may be either that is known, else an anonymous one.
  for (const alias of aliases) {
    const [first] = identifiersOf(alias);
    if (first === undefined || alias.previousId === undefined) continue;
    for (const id of [`anonymous:${alias.previousId}`, `user:${alias.previousId}`]) {
      if (id.startsWith('anonymous:') && !isCut(first, `user:${alias.previousId}`)) known.add(id);
      if (known.has(id)) join(first, id);
    }
  }
  const byRoot = Map.groupBy([...known], find);
  const eventsOf = Map.groupBy(events, (event) => find(identifiersOf(event)[0] ?? ''));
  // What was cut off may go on with others whom it was seen with, at the next event that names both.
  const isElsewhere = (end: string): boolean => [...known].some((id) => id !== end && find(id) === find(end));
  const doubtful = new Set([
    ...cuts.filter(({ a, b }) => find(a) === find(b) || isElsewhere(b)).map(({ b }) => find(b)),
    ...aliases
      .filter(
        ({ userId, previousId }) => known.has(`user:${previousId}`) && !isCut(`user:${userId}`, `user:${previousId}`),
      )
      .map((event) => find(identifiersOf(event)[0] ?? '')),
  ]);
  return [...byRoot].map(([root, identifiers]) => {
    const own = eventsOf.get(root) ?? [];
    const users = identifiers.filter((id) => id.startsWith('user:'));
    const hasAlias = doubtful.has(root) || (users.length > 1 && own.some(({ type }) => type === 'alias'));
    const certainty = hasAlias ? 'in sum' : users.length > 1 ? 'one person a user' : 'one person';
    return { identifiers, users, events: own, certainty };
  });
};

/** Counts, money and newest traits of some events: what does not depend on their order. */
export const summaryOf = (events: readonly ModelEvent[]) => {
  const counts = new Map<string, number>();
  const traits = new Map<string, { value: unknown; at: number; by: string }>();
  let [orders, revenue, cancelled] = [0, 0, 0];
  let certain = true;
  let lastSeenAt = 0;
  for (const event of events) {
    const isOfMail = event.source === 'mail';
    if (isOfMail && event.properties?.machine === true) continue;
    counts.set(event.name, (counts.get(event.name) ?? 0) + 1);
    const total = Math.round(Number(event.properties?.total ?? 0) * 10_000);
    if (event.name === 'Order Completed') {
      orders += 1;
      revenue += total;
    }
    if (event.name === 'Order Cancelled' || event.name === 'Order Refunded') cancelled += total;
    if (event.happened === undefined) {
      certain = false;
      continue;
    }
    // What becomes of a mail says nothing of when its person was here.
    if (isOfMail) continue;
    lastSeenAt = Math.max(lastSeenAt, event.happened);
    const said: Record<string, unknown> = {
      ...(event.context?.timezone === undefined ? {} : { timezone: event.context.timezone }),
      ...(event.type === 'identify' ? event.traits : {}),
      ...(event.name === 'Subscribed' && event.properties?.email !== undefined
        ? { subscribedEmail: event.properties.email }
        : {}),
      ...(event.type === 'group' ? { groupId: event.groupId } : {}),
    };
    for (const [name, value] of Object.entries(said)) {
      const known = traits.get(name);
      const [at, by] = [event.happened, event.key];
      if (known === undefined || at > known.at || (at === known.at && by > known.by))
        traits.set(name, { value, at, by });
    }
  }
  return {
    counts,
    traits,
    orders,
    revenue,
    cancelled,
    lastSeenAt: certain && events.length > 0 ? lastSeenAt : undefined,
  };
};

export type Summary = ReturnType<typeof summaryOf>;
