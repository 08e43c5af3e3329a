import { describe, expect, it } from 'vitest';
import { applyConsent, initialConsent } from '../../../../lambdas/core/consent/apply-consent.ts';
import type { Consent } from '../../../../lambdas/core/consent/consent.ts';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import { changesFor, isMailed, type PreferenceWish } from '../../../../lambdas/core/preference/choose-topics.ts';
import { NOON } from '../../../builders/profile.ts';

const yes = (at = NOON - 1_000) => ({ subscribed: true, at, by: 'web:1' });
const no = (at = NOON - 1_000) => ({ subscribed: false, at, by: 'web:2' });
const knowing = (topics: Consent['topics'], more: Partial<Consent> = {}): Consent => ({
  ...initialConsent(addressHash('ada@example.com')),
  version: 3,
  topics,
  ...more,
});
const leave: PreferenceWish = { kind: 'leave', topic: 'offers' };
const leaveAll: PreferenceWish = { kind: 'leave-all', topics: ['offers', 'news'] };
const choose = (ticked: readonly string[], before: readonly string[]): PreferenceWish => ({
  kind: 'choose',
  offered: ['offers', 'news'],
  ticked: new Set(ticked),
  tickedBefore: new Set(before),
});
const turned = (consent: Consent | undefined, wish: PreferenceWish) =>
  changesFor(consent, wish, NOON, () => 'preferences:1').map(
    ({ topic, subscribed }) => `${topic} ${subscribed ? 'on' : 'off'}`,
  );

describe('mail on a topic goes out', () => {
  it.each<[string, Consent | undefined, boolean]>([
    ['after a yes', knowing({ offers: yes() }), true],
    ['after a no', knowing({ offers: no() }), false],
    ['after a yes to another topic', knowing({ news: yes() }), false],
    ['where nothing is known', undefined, false],
    ['to a suppressed address', knowing({ offers: yes() }, { suppression: { reason: 'bounced', at: NOON } }), false],
  ])('%s: %#', (_when, consent, expected) => {
    expect(isMailed(consent, 'offers')).toBe(expected);
  });
});

describe('a wish', () => {
  it.each<[string, Consent | undefined, PreferenceWish, readonly string[]]>([
    ['leaving a topic', knowing({ offers: yes(), news: yes() }), leave, ['offers off']],
    ['leaving it twice', knowing({ offers: no() }), leave, []],
    ['leaving what nobody agreed to: an older yes may still come', undefined, leave, ['offers off']],
    [
      'leaving all, known to the brand or not',
      knowing({ old: yes(), news: no() }),
      leaveAll,
      ['offers off', 'old off'],
    ],
    ['leaving all where nothing is known', undefined, leaveAll, ['offers off', 'news off']],
    ['ticking one where nothing is known', undefined, choose(['news'], []), ['news on']],
    ['ticking one', knowing({ offers: no() }), choose(['offers'], []), ['offers on']],
    ['ticking none', knowing({ offers: yes() }), choose([], ['offers']), ['offers off']],
    ['saving as it is', knowing({ offers: yes(), news: no() }), choose(['offers'], ['offers']), []],
    ['an old page, of before they left', knowing({ offers: no() }), choose(['offers'], ['offers']), []],
    ['an old page without a tick', knowing({ offers: yes() }), choose([], []), ['offers off']],
    ['saving nothing where nothing is known', undefined, choose([], []), []],
    ['ticking what the page does not offer', undefined, choose(['admin', '__proto__'], []), []],
    [
      'a topic called like what every object has',
      undefined,
      { kind: 'leave', topic: 'constructor' },
      ['constructor off'],
    ],
    [
      'ticking again what is suppressed',
      knowing({ offers: yes() }, { suppression: { reason: 'bounced', at: NOON - 500 } }),
      choose(['offers'], []),
      ['offers on'],
    ],
  ])('%s', (_what, consent, wish, expected) => {
    expect(turned(consent, wish)).toEqual(expected);
  });

  it('wins over a yes from a clock that runs ahead, at once', () => {
    const consent = knowing({ offers: yes(NOON + 300_000) });
    const [change, ...others] = changesFor(consent, leave, NOON, () => 'preferences:1');
    expect(others).toEqual([]);
    expect(change?.at).toBe(NOON + 300_001);
    expect(applyConsent(consent, change === undefined ? [] : [change])?.topics.offers?.subscribed).toBe(false);
  });

  it('to get mails again lifts a suppression, even one of this very instant', () => {
    const consent = knowing({ offers: yes() }, { suppression: { reason: 'complained', at: NOON } });
    const after = applyConsent(
      consent,
      changesFor(consent, choose(['offers'], []), NOON, () => 'preferences:1'),
    );
    expect(after?.suppression).toBeUndefined();
  });
});
