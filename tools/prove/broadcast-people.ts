import { BROADCAST } from '../../lambdas/core/campaign/broadcast-trigger.ts';
import type { Campaign, CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import type { IdentityId } from '../../lambdas/core/identity/identity.ts';
import { newProfile } from '../../lambdas/core/profile/evolve.ts';
import type { AppliedEvent, Profile } from '../../lambdas/core/profile/profile.ts';
import type { Broadcast } from '../../lambdas/core/send/broadcast.ts';

export const TOPIC = 'promotions';
export const CAMPAIGN = 'to-everybody';
const SEGMENT = 'everybody';
const DAY_MS = 86_400_000;

const template = { html: '<p>Hello {{ customer.firstName }}</p>', text: 'Hello {{ customer.firstName }}' };
const email = { subject: 'Hello', preheader: 'All of you', template, slots: {} };
const common = { version: 'prove', status: 'live', holdout: 0, maxAgeMs: 3 * DAY_MS } as const;

const toEverybody: Campaign = {
  ...common,
  name: CAMPAIGN,
  kind: { transactional: false, topic: TOPIC },
  trigger: { event: BROADCAST, where: [{ property: 'segment', equals: SEGMENT }] },
  entry: { oncePer: 'address' },
  steps: [{ id: 'news', waitMs: 0, email }],
};

const confirmation: Campaign = {
  ...common,
  name: 'confirmation-of-orders',
  kind: { transactional: true },
  trigger: { event: 'Order Completed' },
  entry: { oncePer: 'order' },
  steps: [{ id: 'thanks', waitMs: 0, email }],
};

/** A broadcast to everybody and a confirmation of orders, under the project's brand without its night. */
export const drainBook = ({ brand }: CampaignBook): CampaignBook => {
  const { quietHours: _, holdout: __, ...rest } = brand;
  const everybody = { name: SEGMENT, version: '1', title: 'Everybody', predicate: { trait: 'email', exists: true } };
  return { brand: rest, campaigns: [toEverybody, confirmation], segments: [everybody] };
};

/** As long as a digest: links take no other. */
export const idOf = (kind: 'b' | 't', number: number): string => `${kind}${String(number).padStart(21, '0')}`;

/** Somebody with an address, whom nobody stored: a million need no memory. */
export const person = (id: string, at: number): Profile => {
  const trait = (value: string) => ({ value, at, by: 'shop' });
  const profile = newProfile(
    id as IdentityId,
    {
      ...{ type: 'identify', messageId: id, source: 'shop', at, receivedAt: at, userId: id, traits: {}, context: {} },
    } as Parameters<typeof newProfile>[1],
  );
  return { ...profile, traits: { email: trait(`${id}@example.com`), firstName: trait('Ada') } };
};

/** The number in `b0…017@example.com`. */
export const numberIn = (address: string): number => Number(/^b(\d+)@/.exec(address)?.[1]);

export const orderOf = (number: number, at: number): AppliedEvent => ({
  ...{ name: 'Order Completed', messageId: `o${number}`, source: 'shop', at, receivedAt: at },
  properties: { order_id: `o${number}`, total: 10 },
});

/** The run, as somebody's yes leaves it. */
export const confirmedBroadcast = (at: number): Broadcast => ({
  ...{ campaign: CAMPAIGN, runId: 'run-1', revision: 1, time: { at }, state: 'running', by: 'prove', startedAt: at },
  ...{ read: 0, members: 0, reachable: 0 },
});
