import type { HotKeyLimits } from '../../lambdas/core/profile/pace.ts';
import { type Chance, chanceFor } from './chance.ts';
import type { Act, Message, Script } from './script.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Instants around which calendars are interesting. */
const STARTS: readonly [number, ...number[]] = [
  Date.UTC(2026, 5, 1, 9),
  Date.UTC(2026, 2, 28, 20), // London puts its clocks forward that night
  Date.UTC(2026, 9, 24, 21), // and back that one
  Date.UTC(2026, 10, 1, 3), // New York puts them back
  Date.UTC(2026, 11, 31, 18),
  Date.UTC(2028, 1, 28, 22),
];
const ZONES: readonly [string, ...string[]] = [
  'Europe/London',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'Nowhere/Land',
];
const PRODUCTS = 12;

interface Person {
  readonly userId: string;
  readonly devices: readonly string[];
  readonly email?: string;
  readonly zone?: string;
  readonly weight: number;
}

const peopleOf = (chance: Chance, seed: number): readonly Person[] => {
  // Every so many seeds one person alone, on several devices: their writers meet in every spill.
  const count = seed % 12 === 11 ? 1 : 1 + chance.skewed(30);
  const shared = chance.is(0.5) ? 'shared-0' : undefined;
  const people: Person[] = [];
  for (let index = 0; index < count; index += 1) {
    const devices = Array.from({ length: 1 + chance.skewed(3) }, (_, device) => `device-${index}-${device}`);
    if (shared !== undefined && chance.is(0.2)) devices.push(shared);
    people.push({
      userId: `user-${index}`,
      devices,
      email: addressFor(chance, index),
      zone: chance.is(0.6) ? chance.of(ZONES) : undefined,
      weight: chance.is(0.1) ? 12 : 1 + chance.below(3),
    });
  }
  return people;
};

const addressFor = (chance: Chance, index: number): string | undefined => {
  const kind = chance.fraction();
  if (kind < 0.06) return undefined;
  if (kind < 0.12) return `bounce+${index}@simulator.amazonses.com`;
  if (kind < 0.16) return `complaint+${index}@simulator.amazonses.com`;
  // Families share an address.
  return `person-${kind < 0.32 ? Math.max(0, index - 1) : index}@example.com`;
};

const pick = (chance: Chance, people: readonly Person[]): Person => {
  let left = chance.fraction() * people.reduce((sum, { weight }) => sum + weight, 0);
  for (const person of people) {
    left -= person.weight;
    if (left < 0) return person;
  }
  throw new Error('nobody');
};

/** What somebody does next. */
const deed = (
  chance: Chance,
  person: Person,
  people: readonly Person[],
  number: number,
): Partial<Message> & Pick<Message, 'type'> => {
  const product = () => ({
    product_id: `product-${chance.below(PRODUCTS)}`,
    name: 'Mug',
    price: chance.below(4_000) / 100,
    quantity: 1 + chance.below(3),
  });
  const track = (event: string, properties: Readonly<Record<string, unknown>>) => ({
    type: 'track' as const,
    event,
    properties,
  });
  const kind = chance.below(100);
  if (kind < 18) return { type: chance.is(0.8) ? 'page' : 'screen', properties: { path: '/' } };
  if (kind < 38) return track('Product Viewed', { ...product(), category: `kind-${chance.below(4)}` });
  if (kind < 58) return track('Product Added', product());
  if (kind < 63) return track('Product Removed', { product_id: `product-${chance.below(PRODUCTS)}` });
  if (kind < 71)
    return track('Order Completed', {
      order_id: `order-${number}`,
      total: chance.below(20_000) / 100,
      products: [product()],
    });
  if (kind < 73)
    return track(chance.is(0.5) ? 'Order Refunded' : 'Order Cancelled', {
      order_id: `order-${number}`,
      total: chance.below(5_000) / 100,
    });
  if (kind < 82)
    return {
      type: 'identify',
      traits: {
        ...(person.email === undefined ? {} : { email: person.email }),
        firstName: `name-${chance.below(5)}`,
        plan: chance.below(3),
      },
    };
  if (kind < 90)
    return track('Subscribed', { topic: chance.is(0.9) ? 'promotions' : 'news', ...namedAddress(chance, people) });
  if (kind < 93) return track('Unsubscribed', { topic: 'promotions' });
  if (kind < 94) return { type: 'group', groupId: `group-${chance.below(3)}` };
  if (kind < 95) return aliasOf(chance, person, people);
  return track(`Custom ${chance.below(4)}`, { value: number });
};

/** At times for another address than one's own. */
const namedAddress = (chance: Chance, people: readonly Person[]): { email?: string } => {
  const email = chance.is(0.05) ? pick(chance, people).email : undefined;
  return email === undefined ? {} : { email };
};

const aliasOf = (
  chance: Chance,
  person: Person,
  people: readonly Person[],
): Partial<Message> & Pick<Message, 'type'> => ({
  type: 'alias',
  userId: person.userId,
  previousId: chance.is(0.15) ? pick(chance, people).userId : `old-${person.userId}`,
});

const identifiersOf = (chance: Chance, { userId, devices }: Person): { userId?: string; anonymousId?: string } => {
  const device = devices[chance.below(devices.length)];
  const kind = chance.fraction();
  if (kind < 0.3 || device === undefined) return { userId };
  return kind < 0.65 ? { anonymousId: device } : { userId, anonymousId: device };
};

/** A day or a few of some people's shopping, with all that producers do wrong. The seed alone decides it. */
export const generateScript = (seed: number, events: number): Script => {
  const chance = chanceFor(seed, 1);
  const startAt = chance.of(STARTS) + chance.below(24) * HOUR;
  const lasts = chance.of([10 * MINUTE, HOUR, 6 * HOUR, 2 * DAY]);
  const people = peopleOf(chance, seed);
  const acts: Act[] = [];
  const untidy = chance.is(0.8);
  // Producers collect for a while: what is sent together meets the function as one batch.
  const collectsMs = chance.of([1, SECOND, MINUTE, 10 * MINUTE, 10 * MINUTE]);
  const chanceOf = (probability: number): number => (untidy && chance.is(0.6) ? probability : 0);
  const rates = {
    again: chanceOf(0.15),
    late: chanceOf(0.1),
    garbage: chanceOf(0.03),
    post: chanceOf(0.2),
    backfill: chanceOf(0.02),
    badClock: chanceOf(0.04),
    undated: chanceOf(0.04),
  };
  const poisonous = chance.is(0.1);
  let number = 0;
  const introduced = new Set<string>();
  while (number < events) {
    const at = startAt + chance.below(lasts);
    const burst = chance.is(0.1) ? 1 + chance.below(20) : 1;
    const person = pick(chance, people);
    for (let index = 0; index < burst && number < events; index += 1) {
      number += 1;
      const done = at + index * chance.below(5 * SECOND);
      const when = Math.ceil(done / collectsMs) * collectsMs;
      const happened = chance.is(rates.late) ? done - chance.below(chance.is(0.3) ? DAY : 30 * MINUTE) : done;
      const context = {
        ...(chance.is(rates.backfill) ? { backfill: true } : {}),
        ...(person.zone === undefined ? {} : { timezone: person.zone }),
      };
      const message: Message = {
        ...identifiersOf(chance, person),
        ...deed(chance, person, people, number),
        messageId: `m-${number}`,
        source: chance.is(0.9) ? 'shop' : 'backend',
        ...timeOf(chance, happened, rates),
        receivedAt: new Date(when).toISOString(),
        ...(Object.keys(context).length === 0 ? {} : { context }),
      };
      if (chance.is(rates.post)) acts.push({ kind: 'post', at: when, messages: [toPosted(message, when)] });
      else {
        acts.push({ kind: 'put', at: when, message, ...(poisonous && chance.is(0.01) ? { poison: true } : {}) });
        while (chance.is(rates.again))
          acts.push({ kind: 'put', at: when + chance.below(chance.is(0.1) ? 3 * DAY : 10 * MINUTE), message });
      }
    }
    if (!introduced.has(person.userId) && person.email !== undefined && chance.is(0.7)) {
      introduced.add(person.userId);
      acts.push(...introduction(person, startAt + chance.below(Math.max(1, Math.floor(lasts / 20)))));
    }
    if (chance.is(rates.garbage))
      acts.push({
        kind: 'garbage',
        at,
        key: `key-${chance.below(50)}`,
        bytes: chance.of(['{broken', '', '[]', '{"type":"track"}', 'null', '\u0000']),
      });
  }
  acts.push(...upheavals(chance, startAt, lasts), ...unmerges(chance, people, startAt, lasts));
  acts.sort((a, b) => a.at - b.at);
  return {
    name: `seed ${seed}`,
    startAt,
    acts,
    healAt: startAt + lasts + chance.below(2 * HOUR),
    stage: stageOf(chance),
  };
};

/** Many sign up first: who never does gets no marketing at all. */
const introduction = ({ userId, email }: Person, at: number): readonly Act[] => {
  const about = {
    source: 'shop',
    userId,
    timestamp: new Date(at).toISOString(),
    receivedAt: new Date(at).toISOString(),
  };
  return [
    { kind: 'put', at, message: { ...about, type: 'identify', messageId: `hello-${userId}`, traits: { email } } },
    {
      kind: 'put',
      at: at + 1,
      message: {
        ...about,
        type: 'track',
        event: 'Subscribed',
        messageId: `yes-${userId}`,
        properties: { topic: 'promotions' },
      },
    },
  ];
};

const timeOf = (
  chance: Chance,
  happened: number,
  rates: { badClock: number; undated: number },
): { timestamp?: string } => {
  if (chance.is(rates.undated)) return {};
  if (!chance.is(rates.badClock)) return { timestamp: new Date(happened).toISOString() };
  return {
    timestamp: new Date(
      chance.of([Date.UTC(2100, 0, 1) + chance.below(DAY), happened - DAY, happened + DAY, 0]),
    ).toISOString(),
  };
};

/** The collector says itself whose message it is and when it came. */
const toPosted = ({ receivedAt: _receivedAt, source: _source, ...message }: Message, when: number): Message => ({
  ...message,
  source: 'website',
  timestamp: new Date(when).toISOString(),
});

const upheavals = (chance: Chance, startAt: number, lasts: number): readonly Act[] => {
  const some = (probability: number, act: (at: number) => Act): readonly Act[] =>
    chance.is(probability) ? [act(startAt + chance.below(lasts))] : [];
  return [
    ...some(0.2, (at) => ({ kind: 'reshard', at, shards: 1 + chance.below(4) })),
    ...some(0.1, (at) => ({ kind: 'reshard', at, shards: 1 + chance.below(3) })),
    ...some(0.25, (at) => ({
      kind: 'outage',
      at,
      port: chance.of(['mailer', 'ledger', 'profiles', 'consents', 'queues', 'lake', 'failedEvents']),
      ms: chance.skewed(3 * HOUR),
    })),
    ...some(0.3, (at) => ({
      kind: 'outage',
      at,
      port: chance.of(['mailer', 'ledger', 'profiles']),
      ms: chance.skewed(10 * MINUTE),
    })),
    ...some(0.2, (at) => ({ kind: 'redrive', at })),
    ...some(0.2, (at) => ({ kind: 'sold-out', at, productId: `product-${chance.below(PRODUCTS)}` })),
  ];
};

/** An engineer takes somebody's device, or an id of theirs from before, for somebody else's. */
const unmerges = (chance: Chance, people: readonly Person[], startAt: number, lasts: number): readonly Act[] =>
  Array.from({ length: chance.is(0.3) ? 1 + chance.below(3) : 0 }, () => {
    const { userId, devices } = pick(chance, people);
    const device = chance.is(0.2) ? undefined : devices[chance.below(devices.length)];
    // Not before there is something to take apart.
    const at = startAt + Math.floor(lasts / 4) + chance.below(lasts);
    return { kind: 'unmerge', at, a: `user:${userId}`, b: `anonymous:${device ?? `old-${userId}`}` };
  });

/** So narrow that people are held too: what is put back must leave no trace of it. */
const NARROW: HotKeyLimits = {
  ...{ eventsAWindow: 12, windowMs: 5 * MINUTE, quarantineMs: 10 * MINUTE, shareOfABatch: 0.2, eventsABatch: 4 },
};

const stageOf = (chance: Chance): Script['stage'] => ({
  shards: chance.between(1, 3),
  enrichBatch: chance.of([1, 5, 20, 100, 500]),
  parallelisation: chance.between(1, 2),
  decideBatch: chance.of([1, 10, 100]),
  sendBatch: chance.of([1, 10]),
  sendConcurrency: chance.between(2, 4),
  learnEveryMs: chance.is(0.1) ? HOUR : 3_650 * DAY,
  windowMs: chance.of([1_000, 60_000, 60_000, 60_000]),
  mailboxes: chance.of(['quiet', 'lively']),
  ...(chance.is(0.15) ? { hotKeys: NARROW } : {}),
});
