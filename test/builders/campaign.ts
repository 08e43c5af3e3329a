import type { Campaign, CampaignBook, Step } from '../../lambdas/core/campaign/campaign.ts';
import { aBrand } from './mail-content.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const aStep = (
  given: Partial<Omit<Step, 'email'>> & { readonly email?: Partial<Step['email']> } = {},
): Step => ({
  id: 'reminder',
  waitMs: HOUR_MS,
  ...given,
  email: {
    subject: 'We kept it',
    preheader: '',
    template: { html: '<p>Hello</p>', text: 'Hello' },
    slots: {},
    ...given.email,
  },
});

/** A marketing campaign: one mail a cart, an hour after its last change, ended by an order. */
export const aCampaign = (given: Partial<Campaign> = {}): Campaign => ({
  name: 'cart-abandoned',
  version: 'v1',
  status: 'live',
  kind: { transactional: false, topic: 'promotions' },
  trigger: { event: 'Product Added' },
  entry: { oncePer: 'cart' },
  exit: {
    any: [
      { did: 'Order Completed', since: 'entry' },
      { cart: 'count', equals: 0 },
    ],
  },
  holdout: 0,
  maxAgeMs: 3 * DAY_MS,
  steps: [aStep({ email: { slots: { cart: { limit: 3 } } } })],
  ...given,
});

/** A transactional campaign: the receipt, at once. */
export const aReceipt = (given: Partial<Campaign> = {}): Campaign => ({
  name: 'order-confirmation',
  version: 'v1',
  status: 'live',
  kind: { transactional: true },
  trigger: { event: 'Order Completed' },
  entry: { oncePer: 'order' },
  holdout: 0,
  maxAgeMs: 2 * DAY_MS,
  steps: [aStep({ id: 'confirmation', waitMs: 0 })],
  ...given,
});

/** A marketing campaign whose mail goes out at once. */
export const aWelcome = (given: Partial<Campaign> = {}): Campaign => ({
  name: 'welcome',
  version: 'v1',
  status: 'live',
  kind: { transactional: false, topic: 'promotions' },
  trigger: { event: 'Subscribed' },
  entry: { oncePer: 'address' },
  holdout: 0,
  maxAgeMs: DAY_MS,
  steps: [aStep({ id: 'hello', waitMs: 0 })],
  ...given,
});

export const aBook = (
  campaigns: readonly Campaign[] = [aCampaign()],
  brand: CampaignBook['brand'] = aBrand({ quietHours: undefined }),
): CampaignBook => ({ brand, campaigns, segments: [] });
