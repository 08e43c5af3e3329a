import type { Consent } from '../../lambdas/core/consent/consent.ts';
import { addressHash } from '../../lambdas/core/identity/identity.ts';
import type { Send, SendId } from '../../lambdas/core/send/send.ts';
import { sendIdOf } from '../../lambdas/core/send/send-id.ts';
import { DAY_MS, HOUR_MS } from './campaign.ts';
import { anIdentity, NOON } from './profile.ts';

/** Planned for an hour after noon, for Ada's cart; what follows from an address, a campaign or a time follows. */
export const aSend = (given: Partial<Send> = {}): Send => {
  const {
    campaign = 'cart-abandoned',
    step = 'reminder',
    entryKey = 'cart:cart-1',
    address = 'ada@example.com',
  } = given;
  const { state = 'planned', dueAt = NOON + HOUR_MS } = given;
  return {
    sendId: sendIdOf(campaign, step, entryKey),
    revision: 1,
    campaign,
    campaignVersion: 'v1',
    step,
    entryKey,
    profileId: anIdentity(),
    address,
    addressHash: addressHash(address),
    transactional: false,
    arm: 'treated',
    epoch: 0,
    trigger: { event: 'Product Added', messageId: 'm-1', source: 'web', at: NOON, receivedAt: NOON, properties: {} },
    cartKey: 'cart-1',
    state,
    decidedAt: NOON,
    dueAt,
    expiresAt: dueAt + 3 * DAY_MS,
    wakeAt: state === 'planned' ? dueAt : undefined,
    queued: 0,
    attempts: 0,
    uncertain: false,
    history: [{ state, at: NOON }],
    ttl: Math.ceil((dueAt + 100 * DAY_MS) / 1_000),
    ...given,
  };
};

export const aSendId = (text: string): SendId => sendIdOf(text, '', '');

/** Ada's consent to promotions, given before noon. */
export const aConsent = (given: Partial<Consent> & { readonly of?: string } = {}): Consent => {
  const { of = 'ada@example.com', ...consent } = given;
  const yes = { subscribed: true, at: NOON - HOUR_MS, by: 'web:subscribed' };
  return {
    address: addressHash(of),
    version: 1,
    epoch: 0,
    topics: { promotions: yes },
    history: [{ ...yes, topic: 'promotions' }],
    ...consent,
  };
};
