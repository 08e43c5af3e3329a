import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../../lambdas/core/campaign/campaign.ts';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import { toMoney } from '../../../../lambdas/core/profile/money.ts';
import type { AppliedEvent, Profile } from '../../../../lambdas/core/profile/profile.ts';
import { decide, type Known, matchesOf } from '../../../../lambdas/core/send/decide.ts';
import type { Send } from '../../../../lambdas/core/send/send.ts';
import { aBook, aCampaign, aReceipt, aStep, aWelcome, DAY_MS, HOUR_MS } from '../../../builders/campaign.ts';
import { aCart, anApplied, aProfile, NOON } from '../../../builders/profile.ts';
import { aSend } from '../../../builders/send.ts';

const shopper = aProfile({ cart: aCart() });
const believed = { event: 'Product Added', from: ['backend', 'stream'] };
const known: Known = { now: NOON + 1_000, brand: {}, epochOf: () => 0, sends: [] };

interface Given {
  readonly campaigns?: readonly Campaign[];
  readonly profile?: Profile;
  readonly applied?: readonly AppliedEvent[];
  readonly known?: Partial<Known>;
}
const rowsOf = (given: Given): readonly Send[] => {
  const profile = given.profile ?? shopper;
  const matches = matchesOf(aBook(given.campaigns), profile, given.applied ?? [anApplied()]);
  return matches.flatMap((match) => decide(match, profile, { ...known, ...given.known }));
};
const inShort = (rows: readonly Send[]) => rows.map(({ step, state, reason }) => [step, state, reason]);

describe('a decision', () => {
  it('plans the mail for an hour after the cart’s last change, and wakes then', () => {
    const [row] = rowsOf({});
    expect(row).toMatchObject({
      ...{ campaign: 'cart-abandoned', campaignVersion: 'v1', step: 'reminder', entryKey: 'cart:cart-1' },
      ...{ state: 'planned', revision: 1, arm: 'treated', transactional: false, cartKey: 'cart-1' },
      ...{ address: 'ada@example.com', addressHash: addressHash('ada@example.com') },
      ...{ dueAt: NOON + HOUR_MS, wakeAt: NOON + HOUR_MS, expiresAt: NOON + HOUR_MS + 3 * DAY_MS },
      history: [{ state: 'planned', at: NOON + 1_000 }],
    });
  });

  it('is the same row for every further add to the cart, and another one for another cart', () => {
    const [first] = rowsOf({});
    const [again] = rowsOf({ applied: [anApplied('Product Added', { messageId: 'm-2', at: NOON + 500 })] });
    const [other] = rowsOf({ applied: [anApplied('Product Added', { cartKey: 'cart-2' })] });
    expect(again?.sendId).toBe(first?.sendId);
    expect(other?.sendId).not.toBe(first?.sendId);
  });

  it('is one row a step, all of them at entry', () => {
    const steps = [aStep({ id: 'one' }), aStep({ id: 'two', waitMs: DAY_MS })];
    const rows = rowsOf({ campaigns: [aCampaign({ steps })] });
    expect(inShort(rows)).toEqual([
      ['one', 'planned', undefined],
      ['two', 'planned', undefined],
    ]);
    expect(new Set(rows.map(({ sendId }) => sendId)).size).toBe(2);
  });

  it('leaves what is due now to the message, and to the sweep two minutes later', () => {
    const [row] = rowsOf({ campaigns: [aReceipt()], applied: [anApplied('Order Completed')] });
    expect(row).toMatchObject({ dueAt: NOON, wakeAt: known.now + 120_000, queued: 1, transactional: true });
  });

  it('pins the consent’s epoch', () => {
    expect(rowsOf({ known: { epochOf: () => 3 } })[0]?.epoch).toBe(3);
  });

  it('writes to the address that the event named', () => {
    const applied = [anApplied('Subscribed', { properties: { topic: 'promotions' }, address: 'bob@example.com' })];
    const [row] = rowsOf({ campaigns: [aWelcome()], applied });
    expect(row).toMatchObject({ address: 'bob@example.com', addressNamed: true });
    expect(rowsOf({})[0]).not.toHaveProperty('addressNamed');
  });

  it.each<[string, Given, string | undefined]>([
    ['too old a trigger', { known: { now: NOON + 3 * DAY_MS + 1 } }, 'too_late'],
    ['a trigger just young enough', { known: { now: NOON + 3 * DAY_MS } }, undefined],
    [
      'too old a trigger, held out or not',
      { campaigns: [aCampaign({ holdout: 1 })], known: { now: NOON + 4 * DAY_MS } },
      'too_late',
    ],
    [
      'no address for a mail due now',
      { campaigns: [aCampaign({ steps: [aStep({ waitMs: 0 })] })], profile: aProfile({ email: null, cart: aCart() }) },
      'no_address',
    ],
    ['no address yet for a mail that waits', { profile: aProfile({ email: null, cart: aCart() }) }, undefined],
    [
      'outside the audience now',
      { campaigns: [aCampaign({ steps: [aStep({ waitMs: 0 })], audience: { cart: 'total', atLeast: toMoney(99) } })] },
      'not_in_audience',
    ],
    [
      'outside the audience of a mail that waits',
      { campaigns: [aCampaign({ audience: { cart: 'total', atLeast: toMoney(99) } })] },
      undefined,
    ],
    ['a paused campaign', { campaigns: [aCampaign({ status: 'paused' })] }, undefined],
  ])('says why not: %s', (_case, given, reason) => {
    const [row] = rowsOf(given);
    expect([row?.state, row?.reason]).toEqual(reason === undefined ? ['planned', undefined] : ['skipped', reason]);
    if (reason !== undefined) expect(row?.wakeAt).toBeUndefined();
  });

  it.each<[string, Given]>([
    ['a draft campaign', { campaigns: [aCampaign({ status: 'draft' })] }],
    ['another event', { applied: [anApplied('Product Viewed')] }],
    ['an add that touched no cart', { applied: [anApplied('Product Added', { cartKey: undefined })] }],
    [
      'consent to another topic',
      { campaigns: [aWelcome()], applied: [anApplied('Subscribed', { properties: { topic: 'news' } })] },
    ],
    [
      'an event whose properties do not pass',
      { campaigns: [aCampaign({ trigger: { event: 'Product Added', where: [{ property: 'price', atLeast: 50 }] } })] },
    ],
    ['an event of a source that is not believed', { campaigns: [aCampaign({ trigger: believed })] }],
    ['no events', { applied: [] }],
  ])('is none for %s', (_case, given) => {
    expect(rowsOf(given)).toEqual([]);
  });

  it('is one for an event of a source that is believed', () => {
    const applied = [anApplied('Product Added', { source: 'backend' })];
    expect(rowsOf({ campaigns: [aCampaign({ trigger: believed })], applied })).toHaveLength(1);
  });

  it('holds out a steady share of addresses, and the same ones each time', () => {
    const heldOut = (holdout: number) =>
      Array.from({ length: 2_000 }, (_, index) => aProfile({ email: `p${index}@example.com`, cart: aCart() })).filter(
        (profile) => rowsOf({ profile, campaigns: [aCampaign({ holdout })] })[0]?.arm === 'holdout',
      ).length;
    expect(heldOut(0)).toBe(0);
    expect(heldOut(0.05)).toBeGreaterThan(70);
    expect(heldOut(0.05)).toBeLessThan(130);
    expect(heldOut(0.05)).toBe(heldOut(0.05));
  });

  describe('about somebody who has been there before', () => {
    const campaigns = [aCampaign({ entry: { oncePer: 'cart', againAfterMs: 3 * DAY_MS } })];
    const trigger = { ...aSend().trigger, at: NOON - DAY_MS };
    const earlier = (given: Partial<Send>) => aSend({ entryKey: 'cart:cart-0', cartKey: 'cart-0', trigger, ...given });

    it.each<[string, Send, string | undefined]>([
      ['mailed too recently', earlier({ state: 'delivered' }), 'entered_recently'],
      ['held out too recently', earlier({ state: 'skipped', reason: 'holdout' }), 'entered_recently'],
      ['uncertain whether mailed', earlier({ state: 'parked' }), 'entered_recently'],
      ['mailed long enough ago', earlier({ state: 'sent', trigger: { ...trigger, at: NOON - 3 * DAY_MS } }), undefined],
      ['went away without a mail', earlier({ state: 'skipped', reason: 'exited' }), undefined],
      ['planned for a cart that is gone', earlier({ state: 'planned' }), undefined],
      ['of another campaign', earlier({ state: 'sent', campaign: 'welcome' }), undefined],
      ['of this very entry', aSend({ state: 'sent' }), undefined],
    ])('%s', (_case, send, reason) => {
      expect(rowsOf({ campaigns, known: { sends: [send] } })[0]?.reason).toBe(reason);
    });
  });

  it('remembers once per address for years', () => {
    const [row] = rowsOf({ campaigns: [aWelcome()], applied: [anApplied('Subscribed')] });
    expect(row?.ttl).toBeGreaterThan((NOON + 3_000 * DAY_MS) / 1_000);
  });
});
