import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../../lambdas/core/campaign/campaign.ts';
import { applyConsent, applySuppression, initialConsent } from '../../../../lambdas/core/consent/apply-consent.ts';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import { isAllowed } from '../../../../lambdas/core/send/allow-list.ts';
import { decide, type Known, matchesOf } from '../../../../lambdas/core/send/decide.ts';
import { type Facts, judge } from '../../../../lambdas/core/send/judge.ts';
import { earlierEntry } from '../../../../lambdas/core/send/re-entry.ts';
import type { Reason, Send, SendState } from '../../../../lambdas/core/send/send.ts';
import { retryAfterMs, ttlOf } from '../../../../lambdas/core/send/timing.ts';
import {
  claimed,
  postponed,
  type Reported,
  released,
  reported,
  unsettled,
} from '../../../../lambdas/core/send/transitions.ts';
import { aBook, aCampaign, aReceipt, aStep, aWelcome, DAY_MS, HOUR_MS } from '../../../builders/campaign.ts';
import { aBrand } from '../../../builders/mail-content.ts';
import { aCart, anApplied, aProfile, NOON } from '../../../builders/profile.ts';
import { aConsent, aSend } from '../../../builders/send.ts';

const shopper = aProfile({ cart: aCart() });
const known: Known = { now: NOON, brand: {}, epochOf: () => 5, sends: [] };
const decided = (campaign: Campaign, applied = anApplied(), profile = shopper) =>
  matchesOf(aBook([campaign]), profile, [applied]).flatMap((match) => decide(match, profile, known));

describe('a decision', () => {
  it('is begun by consent to the campaign’s own topic, or to none in particular', () => {
    const subscribed = (topic?: string) =>
      anApplied('Subscribed', { properties: topic === undefined ? {} : { topic } });
    expect(decided(aWelcome(), subscribed('promotions'))).toHaveLength(1);
    expect(decided(aWelcome(), subscribed())).toHaveLength(1);
    expect(decided(aWelcome(), subscribed('news'))).toEqual([]);
  });

  it('is begun by a "topic" of any other event, and of a transactional campaign', () => {
    const about = { properties: { topic: 'news' } };
    expect(decided(aCampaign(), anApplied('Product Added', about))).toHaveLength(1);
    const receipt = aReceipt({ trigger: { event: 'Subscribed' }, entry: { oncePer: 'event' } });
    expect(decided(receipt, anApplied('Subscribed', about))).toHaveLength(1);
  });

  it('to skip says when and why in the row’s history', () => {
    const late = anApplied('Product Added', { at: NOON - 4 * DAY_MS });
    const [row] = decided(aCampaign(), late);
    expect(row).toMatchObject({ state: 'skipped', reason: 'too_late', wakeAt: undefined });
    expect(row?.history).toEqual([{ state: 'skipped', at: NOON, reason: 'too_late' }]);
  });

  it('plans for the held out as for everybody else, and knows who they are', () => {
    const [row] = decided(aCampaign({ holdout: 1 }));
    expect(row).toMatchObject({ state: 'planned', arm: 'holdout', wakeAt: NOON + HOUR_MS });
  });

  it('holds the audience of an immediate mail against what happened since the trigger', () => {
    const audience = { did: 'Order Completed', since: 'entry' } as const;
    const campaign = aReceipt({ audience });
    const ordered = (at: number) =>
      decided(campaign, anApplied('Order Completed'), aProfile({ did: { 'Order Completed': at } }));
    expect(ordered(NOON + 1)[0]?.state).toBe('planned');
    expect(ordered(NOON - 1)[0]).toMatchObject({ state: 'skipped', reason: 'not_in_audience' });
  });

  it('holds an audience against the present', () => {
    const campaign = aReceipt({ audience: { did: 'Order Completed', withinMs: HOUR_MS } });
    const ordered = (at: number) =>
      decided(campaign, anApplied('Order Completed'), aProfile({ did: { 'Order Completed': at } }));
    expect(ordered(NOON)[0]?.state).toBe('planned');
    expect(ordered(NOON - 2 * HOUR_MS)[0]?.state).toBe('skipped');
  });

  it('is too late by when the trigger happened, however late it arrived', () => {
    const applied = anApplied('Order Completed', { at: NOON - 3 * DAY_MS, receivedAt: NOON });
    expect(decided(aReceipt(), applied)[0]).toMatchObject({ state: 'skipped', reason: 'too_late' });
  });

  it('pins the cart only where the campaign is once per cart', () => {
    expect(decided(aCampaign())[0]?.cartKey).toBe('cart-1');
    expect(decided(aCampaign({ entry: { oncePer: 'event' } }))[0]?.cartKey).toBeUndefined();
  });

  it('pins no epoch where no address is known', () => {
    expect(decided(aCampaign())[0]?.epoch).toBe(5);
    expect(decided(aCampaign(), anApplied(), aProfile({ email: null, cart: aCart() }))[0]?.epoch).toBe(0);
  });

  it('that is due at this very instant is queued', () => {
    expect(decided(aReceipt(), anApplied('Order Completed', { at: NOON }))[0]).toMatchObject({
      ...{ dueAt: NOON, queued: 1, wakeAt: NOON + retryAfterMs(1) },
    });
    expect(decided(aReceipt(), anApplied('Order Completed', { at: NOON + 1 }))[0]).toMatchObject({
      ...{ queued: 0, wakeAt: NOON + 1 },
    });
  });
});

describe('a row is remembered', () => {
  it.each<[string, Campaign['entry'], number]>([
    ['for 90 days after it expires', { oncePer: 'cart' }, 90],
    ['for as long as nobody may enter again', { oncePer: 'cart', againAfterMs: 100 * DAY_MS }, 100],
    ['for 90 days where one may enter again before', { oncePer: 'cart', againAfterMs: DAY_MS }, 90],
    ['for ten years once per address', { oncePer: 'address' }, 3_650],
  ])('%s', (_, entry, days) => {
    expect(ttlOf(aCampaign({ entry }), NOON + 1)).toBe((NOON + days * DAY_MS) / 1_000 + 1);
  });
});

describe('an earlier entry', () => {
  const againAfterMs = DAY_MS;
  const earlier = (given: Partial<Send>): Send =>
    aSend({ entryKey: 'other', trigger: { ...aSend().trigger, at: NOON }, ...given });
  const recently = (sends: readonly Send[], entry: Campaign['entry'] = { oncePer: 'cart', againAfterMs }) =>
    earlierEntry(aCampaign({ entry }), 'this', NOON + DAY_MS - 1, sends) !== undefined;

  it.each<[SendState, boolean]>([
    ['sent', true],
    ['delivered', true],
    ['bounced', true],
    ['claimed', true],
    ['parked', true],
    ['suppressed', false],
    ['superseded', false],
    ['expired', false],
    ['failed', true],
    ['skipped', false],
    ['planned', false],
  ])('that is %s keeps from entering again: %s', (state, expected) => {
    expect(recently([earlier({ state })])).toBe(expected);
  });

  it.each<[Reason, boolean]>([
    ['holdout', true],
    ['global_holdout', true],
    ['daily_cap', true],
    ['nothing_to_show', true],
    ['no_consent', false],
    ['no_address', false],
    ['exited', false],
    ['entered_recently', false],
  ])('that was skipped, %s, keeps from entering again: %s', (reason, expected) => {
    for (const arm of ['treated', 'holdout', 'global_holdout'] as const)
      expect(recently([earlier({ state: 'skipped', reason, arm })])).toBe(expected);
  });

  it('that is still planned keeps from entering again where the campaign is not about a cart', () => {
    expect(recently([earlier({ state: 'planned' })], { oncePer: 'event', againAfterMs })).toBe(true);
  });

  it('counts nothing where one may always enter, or once the time has passed', () => {
    expect(recently([earlier({ state: 'sent' })], { oncePer: 'cart' })).toBe(false);
    expect(recently([earlier({ state: 'sent', trigger: { ...aSend().trigger, at: NOON - 1 } })])).toBe(false);
  });
});

describe('at the instant of sending', () => {
  const facts: Facts = {
    campaign: aCampaign(),
    step: aStep(),
    brand: aBrand({ quietHours: undefined }),
    profile: shopper,
    address: 'ada@example.com',
    consent: aConsent(),
    epoch: 0,
    allowRecipients: ['*'],
    now: NOON + HOUR_MS,
  };

  it('an order since the trigger ends the journey, one before it does not', () => {
    const campaign = aCampaign({ exit: { did: 'Order Completed', since: 'entry' } });
    const ordered = (at: number) =>
      judge(aSend(), { ...facts, campaign, profile: aProfile({ cart: aCart(), did: { 'Order Completed': at } }) });
    expect(ordered(NOON + 1)).toMatchObject({ kind: 'end', ending: 'skipped', reason: 'exited' });
    expect(ordered(NOON - 1).kind).toBe('send');
  });

  it('a day of no zone at all is the day of UTC', () => {
    const brand = aBrand({ quietHours: undefined, zone: 'Nowhere/Nothing' });
    expect(judge(aSend(), { ...facts, brand, consent: aConsent({ zone: undefined }) })).toMatchObject({
      ...{ kind: 'send', cap: { day: '2026-01-13' } },
    });
  });
});

describe('the allow-list', () => {
  it('lets one address through, and nobody else of its domain', () => {
    expect(isAllowed('ada@example.com', ['ada@example.com'])).toBe(true);
    expect(isAllowed('bob@example.com', ['a@example.com'])).toBe(false);
    expect(isAllowed('bob@example.com', ['*@example.com'])).toBe(true);
  });
});

describe('consent', () => {
  const say = (subscribed: boolean, at: number, topic: string) => ({ topic, subscribed, at, by: `web:${at}` });
  const nobody = initialConsent(addressHash('ada@example.com'));

  it('begins with nothing said', () => {
    expect(nobody).toMatchObject({ version: 0, epoch: 0, topics: {}, history: [] });
    expect(applyConsent(nobody, [say(true, 1, 'news')])?.history).toHaveLength(1);
  });

  it('to one topic leaves the others as they are', () => {
    const both = applyConsent(applyConsent(nobody, [say(true, 1, 'news')]) ?? nobody, [say(true, 2, 'offers')]);
    expect(Object.keys(both?.topics ?? {})).toEqual(['news', 'offers']);
  });

  it('lifts a suppression if any of its changes is a yes from after it', () => {
    const suppressed = { ...nobody, suppression: { reason: 'bounced', at: 5 } as const };
    expect(applyConsent(suppressed, [say(false, 7, 'news'), say(true, 6, 'offers')])?.suppression).toBeUndefined();
    expect(applyConsent(suppressed, [say(true, 5, 'offers')])?.suppression).toEqual({ reason: 'bounced', at: 5 });
    expect(applyConsent(suppressed, [say(false, 6, 'offers')])?.suppression).toBeDefined();
  });

  it('of the same instant does not lift a suppression that comes later', () => {
    const said = applyConsent(nobody, [say(true, 5, 'news')]) ?? nobody;
    expect(applySuppression(said, 'bounced', 5)?.suppression).toEqual({ reason: 'bounced', at: 5 });
    expect(applySuppression(said, 'bounced', 4)).toBeUndefined();
  });
});

describe('a row', () => {
  const claim = (row: Send) =>
    claimed(row, {
      ...{ claimId: 'c-1', at: NOON, address: 'ada@example.com', addressHash: addressHash('ada@example.com') },
      ...{ epoch: 0, subject: 'Hello', campaignVersion: 'v1', capDay: '2026-01-13' },
    });

  it('writes no reason into its history where it has none', () => {
    expect(claim(aSend()).history.at(-1)).toStrictEqual({ state: 'claimed', at: NOON });
  });

  it('that is postponed moves its times where they are said, and is never forgotten earlier than before', () => {
    const row = aSend({ dueAt: NOON, expiresAt: NOON + 5, ttl: 100 });
    expect(postponed(row, { wakeAt: 1 })).toMatchObject({ dueAt: NOON, expiresAt: NOON + 5, ttl: 100 });
    expect(postponed(row, { wakeAt: 1, dueAt: 2, expiresAt: 3, ttl: 200 })).toMatchObject({
      dueAt: 2,
      expiresAt: 3,
      ttl: 200,
    });
    expect(postponed(row, { wakeAt: 1, ttl: 50 }).ttl).toBe(100);
  });

  it('that was throttled waits longer each time, and has not been tried', () => {
    const row = claim(aSend({ queued: 2 }));
    expect(released(row, 'throttled', NOON)).toMatchObject({
      ...{ state: 'planned', attempts: 0, queued: 3, wakeAt: NOON + retryAfterMs(3), capDay: undefined },
    });
  });

  it('without an answer says so, and when it goes once more', () => {
    const row = unsettled(claim(aSend({ transactional: true })), NOON);
    expect(row).toMatchObject({ state: 'planned', queued: 1, wakeAt: NOON + retryAfterMs(1), uncertain: true });
    expect(row.history.at(-1)).toEqual({ state: 'planned', at: NOON, reason: 'uncertain' });
  });

  it.each<[SendState, Reported, boolean]>([
    ['bounced', 'complained', true],
    ['bounced', 'delivered', false],
    ['complained', 'bounced', false],
    ['delivered', 'bounced', true],
    ['delivered', 'sent', false],
    ['sent', 'delivered', true],
  ])('that is %s is moved by the news that it is %s: %s', (state, news, moves) => {
    const row = aSend({ state, sesMessageId: 'ses-1' });
    expect(reported(row, news, NOON, 'ses-1')?.state).toBe(moves ? news : undefined);
  });
});
