import { ada, EVERY_WRITE, HOUR, MINUTE, manyPages, type Scenario, SECOND, scenario } from './teller.ts';

/** From the stream to the profile: spills, redeliveries, poison, clocks, hot keys. */
export const streamScenarios = (): readonly Scenario[] => [
  scenario(
    'spill',
    (t) => {
      const pages = manyPages(t, 140);
      for (const page of pages.slice(0, 20)) t.again(20_000, page);
    },
    { stage: { enrichBatch: 50 }, inPairs: EVERY_WRITE },
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
    'tables-away',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1, 'ada');
      t.order(2 * MINUTE, ada);
    },
    { acts: (at) => [{ kind: 'outage', at: at + MINUTE, port: 'ledger', ms: 40 * MINUTE }] },
  ),
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
];
