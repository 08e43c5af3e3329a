import {
  AT_THE_CLAIM,
  AUTUMN_NIGHT,
  ada,
  EVERY_WRITE,
  HOUR,
  MINUTE,
  type Scenario,
  SPRING_NIGHT,
  scenario,
} from './teller.ts';

/** What becomes of mails: journeys, races around a claim, SES away, nights. */
export const mailsScenarios = (): readonly Scenario[] => [
  scenario(
    'welcome',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1_000, 'ada');
    },
    { inPairs: EVERY_WRITE },
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
    'ses-down-for-hours',
    (t) => {
      t.identify(0, 'ada');
      t.subscribe(1, 'ada');
      t.order(2 * MINUTE, ada);
    },
    { acts: (at) => [{ kind: 'outage', at: at + MINUTE, port: 'mailer', ms: 3 * HOUR }] },
  ),
  scenario(
    'receipt',
    (t) => {
      t.identify(0, 'ada');
      t.order(1, ada, 'o-1');
      t.order(MINUTE, ada, 'o-1');
    },
    { inPairs: EVERY_WRITE },
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
