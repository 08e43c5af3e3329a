import {
  AT_THE_CLAIM,
  ada,
  ben,
  EVERY_WRITE,
  MINUTE,
  manyPages,
  phone,
  type Scenario,
  scenario,
  WRITES_OF_AN_UNMERGE,
} from './teller.ts';

/** Who is who: merges, aliases, two people of one device, and taking apart. */
export const peopleScenarios = (): readonly Scenario[] => [
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
    { inPairs: EVERY_WRITE },
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
  scenario('two-users-of-one-device', (t) => {
    t.page(0, { anonymousId: 'tablet' });
    t.identify(1, 'ada', 'ada@example.com', 'tablet');
    t.page(2, { anonymousId: 'tablet' });
    t.identify(3, 'ben', 'ben@example.com', 'tablet');
    t.add(4, { userId: 'ben', anonymousId: 'tablet' });
    t.order(5, { userId: 'ada', anonymousId: 'tablet' });
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
      inPairs: WRITES_OF_AN_UNMERGE,
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
      inPairs: WRITES_OF_AN_UNMERGE,
      acts: (at) => [
        { kind: 'unmerge', at: at + 5 * MINUTE, a: 'user:ada', b: 'user:ben' },
        { kind: 'unmerge', at: at + 5 * MINUTE + 1, a: 'user:ben', b: 'user:ada' },
      ],
    },
  ),
  scenario(
    'unmerge-during-a-claim',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1, 'ada');
      t.page(2, phone);
      t.add(3, ada);
      t.page(4, { ...ada, ...phone });
      t.order(AT_THE_CLAIM - 1, phone, 'o-phone');
      t.page(AT_THE_CLAIM, phone);
      t.page(AT_THE_CLAIM, ada);
      t.add(30 * MINUTE, ada, 'bowl');
    },
    {
      inPairs: WRITES_OF_AN_UNMERGE,
      acts: (at) => [{ kind: 'unmerge', at: at + AT_THE_CLAIM, a: 'user:ada', b: 'anonymous:phone' }],
    },
  ),
  scenario(
    'unmerge-amid-spills',
    (t) => {
      const pages = [...manyPages(t, 70), ...manyPages(t, 70, phone)];
      t.page(7_000, { ...ada, ...phone });
      for (let after = 0; after < 30; after += 1) t.page(MINUTE + after * 100, after % 2 === 0 ? ada : phone);
      for (const page of pages.filter((_, index) => index % 14 === 0)) t.again(MINUTE + 1_500, page);
      for (const page of pages.filter((_, index) => index % 14 === 7)) t.again(10 * MINUTE, page);
    },
    {
      stage: { enrichBatch: 40 },
      acts: (at) => [{ kind: 'unmerge', at: at + MINUTE + 1_000, a: 'user:ada', b: 'anonymous:phone' }],
    },
  ),
  scenario(
    'unmerge-amid-a-merge',
    (t) => {
      t.identify(0, 'ada');
      t.page(1, { ...ada, ...phone });
      t.order(2, { anonymousId: 'laptop' }, 'o-laptop');
      // Whom the one person becomes one with meanwhile goes with whom it was seen with.
      t.page(MINUTE, { ...ada, anonymousId: 'laptop' });
      t.page(MINUTE, { anonymousId: 'laptop' });
      t.order(2 * MINUTE, phone, 'o-phone');
      t.order(2 * MINUTE, { anonymousId: 'laptop' }, 'o-ada');
    },
    {
      inPairs: WRITES_OF_AN_UNMERGE,
      acts: (at) => [{ kind: 'unmerge', at: at + MINUTE, a: 'user:ada', b: 'anonymous:phone' }],
    },
  ),
  scenario(
    'unmerge-in-the-middle-of-a-chain',
    (t) => {
      t.add(0, { anonymousId: 'first' });
      for (const [index, userId] of ['second', 'third', 'ada'].entries()) t.order(1 + index, { userId }, `o-${userId}`);
      t.say(10, { userId: 'second' }, { type: 'alias', previousId: 'first' });
      t.say(11, { userId: 'third' }, { type: 'alias', previousId: 'second' });
      t.say(12, ada, { type: 'alias', previousId: 'third' });
      for (const who of [{ anonymousId: 'first' }, { userId: 'second' }, { userId: 'third' }, ada])
        for (const after of [-100, 0, 100]) t.page(MINUTE + after, who);
    },
    { acts: (at) => [{ kind: 'unmerge', at: at + MINUTE, a: 'user:third', b: 'user:second' }] },
  ),
  scenario(
    'two-unmerges-of-one-person',
    (t) => {
      const [tablet, laptop] = [{ anonymousId: 'tablet' }, { anonymousId: 'laptop' }];
      t.identify(0, 'ada');
      for (const device of [phone, tablet, laptop]) t.page(1, { ...ada, ...device });
      for (const device of [phone, tablet, laptop]) {
        t.page(MINUTE, device);
        t.order(2 * MINUTE, device, `o-${device.anonymousId}`);
      }
    },
    {
      acts: (at) => [
        { kind: 'unmerge', at: at + MINUTE, a: 'user:ada', b: 'anonymous:phone' },
        { kind: 'unmerge', at: at + MINUTE, a: 'anonymous:tablet', b: 'user:ada' },
      ],
    },
  ),
];
