import type { Act, Message, Script } from './script.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Ten seconds after the sweep that queues a mail that was due in a quarter of an hour: a slow sender is at it. */
const AT_THE_CLAIM = 16 * MINUTE + 10 * SECOND;

/** A short history with a name, in which every await meets every fault. */
export interface Scenario {
  readonly name: string;
  readonly script: Script;
  /** Pairs of faults are tried too. */
  readonly inPairs?: boolean;
}

/** Ten in the morning in London: nobody's quiet hours. */
const MORNING = Date.UTC(2026, 5, 1, 9);
/** The night on which London puts its clocks forward. */
const SPRING_NIGHT = Date.UTC(2026, 2, 28, 20);
const AUTUMN_NIGHT = Date.UTC(2026, 9, 24, 20);

const stage: Script['stage'] = {
  shards: 2,
  enrichBatch: 100,
  parallelisation: 1,
  decideBatch: 100,
  sendBatch: 10,
  sendConcurrency: 2,
  learnEveryMs: 3_650 * DAY,
  windowMs: 1_000,
};

/** Writes acts down with their times; each message gets its own id. */
const telling = (startAt: number) => {
  let number = 0;
  const acts: Act[] = [];
  const message = (
    at: number,
    who: Pick<Message, 'userId' | 'anonymousId'>,
    said: Partial<Message> & Pick<Message, 'type'>,
  ): Message => {
    number += 1;
    const time = new Date(at).toISOString();
    return { messageId: `m-${number}`, source: 'shop', timestamp: time, receivedAt: time, ...who, ...said };
  };
  const teller = {
    acts,
    say: (
      after: number,
      who: Pick<Message, 'userId' | 'anonymousId'>,
      said: Partial<Message> & Pick<Message, 'type'>,
    ) => {
      const told = message(startAt + after, who, said);
      acts.push({ kind: 'put', at: startAt + after, message: told });
      return told;
    },
    again: (after: number, told: Message) => acts.push({ kind: 'put', at: startAt + after, message: told }),
    identify: (after: number, userId: string, email = `${userId}@example.com`, anonymousId?: string) =>
      teller.say(
        after,
        { userId, ...(anonymousId === undefined ? {} : { anonymousId }) },
        { type: 'identify', traits: { email } },
      ),
    subscribe: (after: number, userId: string) =>
      teller.say(after, { userId }, { type: 'track', event: 'Subscribed', properties: { topic: 'promotions' } }),
    unsubscribe: (after: number, userId: string) =>
      teller.say(after, { userId }, { type: 'track', event: 'Unsubscribed', properties: { topic: 'promotions' } }),
    add: (after: number, who: Pick<Message, 'userId' | 'anonymousId'>, productId = 'mug') =>
      teller.say(after, who, {
        type: 'track',
        event: 'Product Added',
        properties: { product_id: productId, price: 30, quantity: 1 },
      }),
    order: (after: number, who: Pick<Message, 'userId' | 'anonymousId'>, orderId = `o-${number}`, total = 30) =>
      teller.say(after, who, { type: 'track', event: 'Order Completed', properties: { order_id: orderId, total } }),
    view: (after: number, who: Pick<Message, 'userId' | 'anonymousId'>, productId = 'mug') =>
      teller.say(after, who, { type: 'track', event: 'Product Viewed', properties: { product_id: productId } }),
    page: (after: number, who: Pick<Message, 'userId' | 'anonymousId'>, more: Partial<Message> = {}) =>
      teller.say(after, who, { type: 'page', ...more }),
  };
  return teller;
};

type Teller = ReturnType<typeof telling>;

const scenario = (
  name: string,
  tell: (teller: Teller) => void,
  more: {
    startAt?: number;
    healAfter?: number;
    stage?: Partial<Script['stage']>;
    acts?: (startAt: number) => readonly Act[];
    inPairs?: boolean;
  } = {},
): Scenario => {
  const startAt = more.startAt ?? MORNING;
  const teller = telling(startAt);
  tell(teller);
  const acts = [...teller.acts, ...(more.acts?.(startAt) ?? [])].sort((a, b) => a.at - b.at);
  const script = {
    name,
    startAt,
    acts,
    healAt: startAt + (more.healAfter ?? 4 * HOUR),
    stage: { ...stage, ...more.stage },
  };
  return { name, script, ...(more.inPairs === undefined ? {} : { inPairs: more.inPairs }) };
};

const ada = { userId: 'ada' };
const ben = { userId: 'ben' };
const phone = { anonymousId: 'phone' };

const manyPages = (
  teller: Teller,
  count: number,
  who: Pick<Message, 'userId' | 'anonymousId'> = ada,
): readonly Message[] => Array.from({ length: count }, (_, index) => teller.page(index * 100, who));

/** Every scenario; each is the shortest that reaches what its name says. */
export const scenarios = (): readonly Scenario[] => [
  scenario(
    'welcome',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1_000, 'ada');
    },
    { inPairs: true },
  ),
  scenario('purchase-races-cart-mail', (t) => {
    t.identify(0, 'ada');
    t.subscribe(1, 'ada');
    t.add(2, ada);
    t.order(AT_THE_CLAIM, ada);
  }),
  scenario('unsubscribe-race', (t) => {
    t.identify(0, 'ada');
    t.subscribe(1, 'ada');
    t.add(2, ada);
    t.unsubscribe(AT_THE_CLAIM, 'ada');
  }),
  scenario('family-unsubscribe-race', (t) => {
    t.identify(0, 'ada', 'family@example.com');
    t.subscribe(1, 'ada');
    t.add(2, ada);
    t.identify(3, 'ben', 'family@example.com');
    t.unsubscribe(AT_THE_CLAIM, 'ben');
  }),
  scenario('cap-race', (t) => {
    for (const userId of ['ada', 'ben', 'cem']) {
      t.identify(0, userId, 'family@example.com');
      t.subscribe(1, userId);
      t.add(2, { userId });
    }
  }),
  scenario(
    'merge-race',
    (t) => {
      t.add(0, { anonymousId: 'phone' });
      t.identify(1, 'ada');
      t.subscribe(2, 'ada');
      t.add(3, ada);
      t.page(AT_THE_CLAIM, { userId: 'ada', anonymousId: 'phone' });
      t.page(AT_THE_CLAIM, { anonymousId: 'phone' });
    },
    { inPairs: true },
  ),
  scenario(
    'spill',
    (t) => {
      const pages = manyPages(t, 140);
      for (const page of pages.slice(0, 20)) t.again(20_000, page);
    },
    { stage: { enrichBatch: 50 }, inPairs: true },
  ),
  scenario(
    'merge-in-mid-spill',
    (t) => {
      manyPages(t, 70);
      const pages = manyPages(t, 70, { anonymousId: 'phone' });
      t.page(7_000, { userId: 'ada', anonymousId: 'phone' });
      for (const page of pages.slice(0, 10)) t.again(20_000, page);
    },
    { stage: { enrichBatch: 40 } },
  ),
  scenario('same-batch-again', (t) => {
    const told = [t.identify(0, 'ada'), t.subscribe(1, 'ada'), t.add(2, ada), t.order(3, ada)];
    for (const message of told) t.again(MINUTE, message);
    for (const message of told) t.again(30 * MINUTE, message);
  }),
  scenario(
    'redrive',
    (t) => {
      t.identify(0, 'ada');
      t.order(1, ada);
      t.order(20 * MINUTE, ada, 'o-late');
    },
    {
      acts: (at) => [
        { kind: 'garbage', at: at + 2, key: 'ada', bytes: '{broken' },
        { kind: 'outage', at: at + 10 * MINUTE, port: 'profiles', ms: 30 * MINUTE },
        { kind: 'redrive', at: at + 2 * HOUR },
      ],
    },
  ),
  scenario(
    'reshard',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1, 'ada');
      for (let index = 0; index < 12; index += 1) t.page(index * SECOND, { userId: `user-${index}` });
      t.order(10 * SECOND, ada);
    },
    {
      stage: { enrichBatch: 2 },
      acts: (at) => [
        { kind: 'reshard', at: at + 3 * SECOND, shards: 3 },
        { kind: 'reshard', at: at + 6 * SECOND, shards: 1 },
      ],
    },
  ),
  scenario(
    'poison',
    (t) => {
      t.identify(0, 'ada');
      for (let index = 0; index < 5; index += 1) t.page(index * 10, { userId: `user-${index}` });
      t.order(100, ada);
    },
    {
      acts: (at) => [
        {
          kind: 'put',
          at: at + 20,
          poison: true,
          message: {
            type: 'page',
            messageId: 'poison',
            source: 'shop',
            userId: 'ada',
            receivedAt: new Date(at).toISOString(),
          },
        },
        { kind: 'garbage', at: at + 30, key: 'ada', bytes: '[]' },
      ],
    },
  ),
  scenario(
    'ses-down-for-hours',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1, 'ada');
      t.order(2 * MINUTE, ada);
    },
    { acts: (at) => [{ kind: 'outage', at: at + MINUTE, port: 'mailer', ms: 3 * HOUR }] },
  ),
  scenario(
    'tables-away',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1, 'ada');
      t.order(2 * MINUTE, ada);
    },
    { acts: (at) => [{ kind: 'outage', at: at + MINUTE, port: 'ledger', ms: 40 * MINUTE }] },
  ),
  scenario(
    'receipt',
    (t) => {
      t.identify(0, 'ada');
      t.order(1, ada, 'o-1');
      t.order(MINUTE, ada, 'o-1');
    },
    { inPairs: true },
  ),
  scenario('bounce', (t) => {
    t.identify(0, 'ada', 'bounce@simulator.amazonses.com');
    t.subscribe(1, 'ada');
    t.order(2, ada);
    t.add(3, ada);
  }),
  scenario('complaint-then-new-consent', (t) => {
    t.identify(0, 'ada', 'complaint@simulator.amazonses.com');
    t.subscribe(1, 'ada');
    t.subscribe(30 * MINUTE, 'ada');
    t.add(31 * MINUTE, ada);
  }),
  scenario(
    'clock-in-2100',
    (t) => {
      const pages = manyPages(t, 134);
      for (let index = 0; index < 4; index += 1)
        t.again(
          13_500,
          t.page(13_400 + index, ada, { timestamp: new Date(Date.UTC(2100, 0, 1) + index).toISOString() }),
        );
      for (const page of pages.slice(0, 5)) t.again(20_000, page);
    },
    { stage: { enrichBatch: 200 } },
  ),
  scenario(
    'night-of-the-clocks-forward',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1, 'ada');
      t.add(2, ada);
      t.view(40 * MINUTE, ada);
    },
    { startAt: SPRING_NIGHT, healAfter: 16 * HOUR },
  ),
  scenario(
    'night-of-the-clocks-back',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1, 'ada');
      t.add(2, ada);
      t.view(40 * MINUTE, ada);
    },
    { startAt: AUTUMN_NIGHT, healAfter: 16 * HOUR },
  ),
  scenario(
    'hot-key-in-one-batch',
    (t) => {
      manyPages(t, 300, { anonymousId: 'bot' });
      t.identify(5_000, 'ada');
      t.order(6_000, ada);
    },
    { stage: { shards: 1, enrichBatch: 100, parallelisation: 2 } },
  ),
  scenario(
    'quarantine',
    (t) => {
      const pages = manyPages(t, 120, { anonymousId: 'bot' });
      t.identify(5_000, 'ada');
      t.order(6_000, ada);
      for (const page of pages.slice(50, 60)) t.again(20_000, page);
      t.page(9 * MINUTE, { anonymousId: 'bot' });
      t.page(11 * MINUTE, { anonymousId: 'bot' });
      t.page(12 * MINUTE, { userId: 'bea', anonymousId: 'bot' });
    },
    {
      stage: {
        ...{ shards: 2, enrichBatch: 50 },
        hotKeys: {
          ...{ eventsAWindow: 30, windowMs: 5 * MINUTE, quarantineMs: 10 * MINUTE },
          ...{ shareOfABatch: 0.2, eventsABatch: 5 },
        },
      },
      acts: (at) => [{ kind: 'redrive', at: at + HOUR }],
    },
  ),
  scenario('two-users-of-one-device', (t) => {
    t.page(0, { anonymousId: 'tablet' });
    t.identify(1, 'ada', 'ada@example.com', 'tablet');
    t.page(2, { anonymousId: 'tablet' });
    t.identify(3, 'ben', 'ben@example.com', 'tablet');
    t.add(4, { userId: 'ben', anonymousId: 'tablet' });
    t.order(5, { userId: 'ada', anonymousId: 'tablet' });
  }),
  scenario(
    'quiet-hours',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1, 'ada');
      t.add(2, ada);
    },
    { startAt: Date.UTC(2026, 5, 1, 17, 30), healAfter: 16 * HOUR },
  ),
  scenario('cart-superseded', (t) => {
    t.identify(0, 'ada');
    t.subscribe(1, 'ada');
    t.add(2, ada);
    t.say(5 * MINUTE, ada, { type: 'track', event: 'Product Removed', properties: { product_id: 'mug' } });
    t.add(10 * MINUTE, ada, 'bowl');
  }),
  scenario('alias', (t) => {
    t.add(0, { anonymousId: 'old-ada' });
    t.identify(1, 'ada');
    t.say(2, ada, { type: 'alias', previousId: 'old-ada' });
    t.order(3, ada);
  }),
  scenario('each-aliases-the-other', (t) => {
    t.identify(0, 'ada');
    t.identify(1, 'ben');
    t.order(2, ada);
    t.order(3, ben);
    // On two shards, and in the same batch: two functions merge the same pair.
    const said = [
      t.say(5_000, ada, { type: 'alias', previousId: 'ben' }),
      t.say(5_000, ben, { type: 'alias', previousId: 'ada' }),
    ];
    for (const message of said) t.again(MINUTE, message);
  }),
  scenario('alias-chain', (t) => {
    t.add(0, { anonymousId: 'first' });
    for (const [index, userId] of ['second', 'third', 'ada'].entries()) t.order(1 + index, { userId }, `o-${userId}`);
    const links = [
      t.say(6_000, ada, { type: 'alias', previousId: 'third' }),
      t.say(6_001, { userId: 'second' }, { type: 'alias', previousId: 'first' }),
      t.say(6_002, { userId: 'third' }, { type: 'alias', previousId: 'second' }),
    ];
    t.page(6_003, { anonymousId: 'first' });
    for (const message of links) t.again(MINUTE, message);
  }),
  scenario('redelivery-after-a-merge', (t) => {
    const before = [t.add(0, phone), t.page(1, phone), t.identify(2, 'ada'), t.order(3, ada)];
    const link = t.page(MINUTE, { ...ada, ...phone });
    for (const message of [...before, link]) t.again(5 * MINUTE, message);
  }),
  scenario('identify-amid-the-losers-events', (t) => {
    t.identify(0, 'ada');
    for (let index = 0; index < 8; index += 1) t.page(MINUTE + index * 300, phone);
    t.identify(MINUTE + 1_000, 'ada', 'ada@example.com', 'phone');
    t.order(MINUTE + 1_001, phone, 'o-phone');
    t.order(MINUTE + 1_002, ada, 'o-ada');
  }),
  scenario('one-address-on-two-profiles', (t) => {
    for (const userId of ['ada', 'ben']) {
      t.identify(0, userId, 'family@example.com');
      t.subscribe(1, userId);
      t.order(2, { userId }, `o-${userId}`);
    }
    t.page(MINUTE, { ...ada, ...phone });
    t.page(MINUTE, { ...ben, anonymousId: 'tablet' });
  }),
  scenario(
    'unmerge-while-both-are-busy',
    (t) => {
      t.add(0, phone);
      t.identify(1, 'ada');
      t.subscribe(2, 'ada');
      const link = t.page(3, { ...ada, ...phone });
      for (const after of [-200, 0, 200, 5_000]) {
        t.page(MINUTE + after, phone);
        t.add(MINUTE + after + 50, ada);
      }
      t.again(MINUTE, link);
      t.again(10 * MINUTE, link);
      t.page(11 * MINUTE, { ...ada, ...phone });
      t.order(12 * MINUTE, ada, 'o-ada');
      t.order(12 * MINUTE, phone, 'o-phone');
    },
    {
      acts: (at) => [
        { kind: 'unmerge', at: at + MINUTE, a: 'user:ada', b: 'anonymous:phone' },
        { kind: 'unmerge', at: at + 2 * MINUTE, a: 'anonymous:phone', b: 'user:ada' },
      ],
    },
  ),
  scenario(
    'unmerge-of-an-alias',
    (t) => {
      for (const who of [ada, ben]) {
        t.identify(0, who.userId);
        t.subscribe(1, who.userId);
        t.add(2, who, `mug-of-${who.userId}`);
      }
      const link = t.say(MINUTE, ada, { type: 'alias', previousId: 'ben' });
      t.order(2 * MINUTE, ben, 'o-one');
      t.page(5 * MINUTE, ben);
      t.again(6 * MINUTE, link);
      for (const who of [ada, ben]) {
        t.add(10 * MINUTE, who, `bowl-of-${who.userId}`);
        t.order(40 * MINUTE, who, `o-${who.userId}`);
      }
      t.again(50 * MINUTE, link);
    },
    {
      inPairs: true,
      acts: (at) => [
        { kind: 'unmerge', at: at + 5 * MINUTE, a: 'user:ada', b: 'user:ben' },
        { kind: 'unmerge', at: at + 5 * MINUTE + 1, a: 'user:ben', b: 'user:ada' },
      ],
    },
  ),
  scenario(
    'collector',
    (t) => {
      t.identify(0, 'ada');
    },
    {
      acts: (at) => [
        {
          kind: 'post',
          at: at + 1,
          messages: [
            {
              type: 'track',
              event: 'Order Completed',
              messageId: 'c-1',
              source: 'website',
              userId: 'ada',
              timestamp: new Date(at).toISOString(),
              properties: { order_id: 'c-1', total: 10 },
            },
            {
              type: 'page',
              messageId: 'c-2',
              source: 'website',
              anonymousId: 'phone',
              timestamp: new Date(at).toISOString(),
            },
          ],
        },
      ],
    },
  ),
  scenario(
    'recommendations-learnt',
    (t) => {
      for (const product of ['mug', 'bowl', 'cup']) t.view(10, ada, product);
      t.identify(20, 'ada');
      t.subscribe(30, 'ada');
      t.order(90 * MINUTE, ada);
    },
    { stage: { learnEveryMs: HOUR }, acts: (at) => [{ kind: 'sold-out', at: at + 80 * MINUTE, productId: 'bowl' }] },
  ),
];
