import { BROADCAST } from '../../lambdas/core/campaign/broadcast-trigger.ts';
import type { Campaign, CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import { SEGMENT_ENTERED, type Segment } from '../../lambdas/core/segment/segment.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const template = { html: '<p>Hello {{ customer.firstName }}</p>', text: 'Hello {{ customer.firstName }}' };
const email = { subject: 'Hello again', preheader: 'Still here', template };

const marketing = {
  version: 'prove',
  status: 'live',
  kind: { transactional: false, topic: 'promotions' },
  holdout: 0,
} as const;

export const ASLEEP_AFTER_MS = 6 * HOUR_MS;
/** Ordered once, but not within six hours: only time lets people in. */
const ASLEEP: Segment = {
  name: 'asleep',
  version: 'prove-asleep',
  title: 'Asleep',
  predicate: {
    all: [{ orders: 'count', atLeast: 1 }, { not: { did: 'Order Completed', withinMs: ASLEEP_AFTER_MS } }],
  },
};
export const ASLEEP_CAMPAIGN = 'come-back';

/** Whom a broadcast goes to. */
const SUBSCRIBERS: Segment = {
  name: 'subscribers',
  version: 'prove-subscribers',
  title: 'Subscribers',
  predicate: { did: 'Subscribed' },
};
export const NEWSLETTER = 'newsletter';

/** Campaigns that reach what the project's own do not: several steps, days as entries, waits between entries. */
const EXTRA: readonly Campaign[] = [
  {
    ...marketing,
    name: 'viewed',
    trigger: { event: 'Product Viewed' },
    entry: { oncePer: 'day' },
    exit: { did: 'Order Completed', since: 'entry' },
    goal: { did: 'Order Completed', withinMs: 6 * HOUR_MS },
    holdout: 0.3,
    maxAgeMs: 24 * HOUR_MS,
    steps: [{ id: 'look-again', waitMs: 20 * MINUTE_MS, email: { ...email, slots: {} } }],
  },
  {
    ...marketing,
    name: 'two-steps',
    trigger: { event: 'Product Added' },
    entry: { oncePer: 'cart', againAfterMs: 6 * HOUR_MS },
    exit: {
      any: [
        { did: 'Order Completed', since: 'entry' },
        { cart: 'count', equals: 0 },
      ],
    },
    maxAgeMs: 24 * HOUR_MS,
    steps: [
      { id: 'first', waitMs: 15 * MINUTE_MS, email: { ...email, slots: { cart: { limit: 3 } } } },
      { id: 'last', waitMs: 5 * HOUR_MS, onlyIf: { cart: 'total', atLeast: 200_000 }, email: { ...email, slots: {} } },
    ],
  },
  {
    ...marketing,
    name: ASLEEP_CAMPAIGN,
    trigger: { event: SEGMENT_ENTERED, where: [{ property: 'segment', equals: ASLEEP.name }] },
    entry: { oncePer: 'event' },
    exit: { not: { segment: ASLEEP.name, is: ASLEEP.predicate } },
    maxAgeMs: 24 * HOUR_MS,
    steps: [{ id: 'hello-again', waitMs: 0, email: { ...email, slots: {} } }],
  },
  {
    ...marketing,
    name: NEWSLETTER,
    trigger: { event: BROADCAST, where: [{ property: 'segment', equals: SUBSCRIBERS.name }] },
    entry: { oncePer: 'event' },
    maxAgeMs: 24 * HOUR_MS,
    steps: [{ id: 'news', waitMs: 0, email: { ...email, slots: {} } }],
  },
];

/** The project's campaigns and some more, under the project's brand with its cap and quiet hours. */
export const proveBook = ({ brand, campaigns, segments }: CampaignBook): CampaignBook => ({
  segments: [...segments, ASLEEP, SUBSCRIBERS],
  brand: { ...brand, caps: { perDay: Math.min(brand.caps.perDay, 2) } },
  campaigns: [...campaigns, ...EXTRA],
});
