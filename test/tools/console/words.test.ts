import { describe, expect, it } from 'vitest';
import type { Reason } from '../../../lambdas/core/send/send.ts';
import { amount, durationWords, reasonLabel, sendSentence, sendTone, valueText } from '../../../tools/console/words.js';

const HOUR_MS = 3_600_000;
const addedAt = Date.UTC(2026, 2, 1, 10);
const cartSend = (over: object = {}) => ({
  state: 'skipped',
  reason: 'exited',
  cartKey: 'cart-1',
  dueAt: addedAt + HOUR_MS,
  trigger: { at: addedAt },
  history: [{ state: 'skipped', at: addedAt + HOUR_MS }],
  ...over,
});
const orderedAt = (at: number) => ({ counters: { 'Order Completed': { lastAt: at } } });

describe('what became of a mail, in words', () => {
  it('says that the cart was ordered in time', () => {
    expect(sendSentence(cartSend(), orderedAt(addedAt + 600_000))).toBe(
      'Not sent: the cart was ordered before the hour was over',
    );
  });

  it('says that the cart was emptied where nothing was ordered meanwhile', () => {
    const before = orderedAt(addedAt - 1);
    expect(sendSentence(cartSend({ dueAt: addedAt + 2 * HOUR_MS }), before)).toBe(
      'Not sent: the cart was emptied before the 2 hours were over',
    );
  });

  it('names no odd number where further changes of the cart stretched the wait', () => {
    expect(sendSentence(cartSend({ dueAt: addedAt + 1.3 * HOUR_MS }), orderedAt(addedAt + 1))).toBe(
      'Not sent: the cart was ordered before the wait was over',
    );
  });

  it('says until when a mail waits: its time, or the end of the quiet hours', () => {
    const waiting = { state: 'planned', reason: undefined, dueAt: addedAt, wakeAt: addedAt + 9 * HOUR_MS };
    expect(sendSentence(cartSend(waiting))).toMatch(/^Waits until \d+ Mar, \d\d:00$/);
    expect(sendSentence(cartSend(waiting))).not.toBe(sendSentence(cartSend({ ...waiting, wakeAt: undefined })));
  });

  it('says that an uncertain mail may have gone out, whatever ended it', () => {
    expect(sendSentence(cartSend({ state: 'parked', reason: 'no_consent' }))).toBe(
      'Perhaps sent: a first try got no clear answer; now they have not agreed to this kind of mail',
    );
  });

  it.each([
    ['skipped', 'no_consent', 'Not sent: they have not agreed to this kind of mail', 'held'],
    ['suppressed', 'address_bounced', 'Not sent: mail to this address bounced before', 'held'],
    ['superseded', 'other_cart', 'Not sent: the cart it was about is gone; another one is open', 'held'],
    ['expired', 'too_late', 'Not sent: it fell due too long after the event', 'held'],
    ['failed', 'rejected', 'Not sent: the mail service refused it', 'bad'],
    ['sent', undefined, 'Sent: the mail service accepted it', 'good'],
    ['delivered', undefined, 'Delivered', 'good'],
    ['bounced', undefined, 'Sent, but it bounced', 'bad'],
    ['claimed', undefined, 'Being sent right now', 'waiting'],
  ])('%s, %s: %s', (state, reason, sentence, tone) => {
    expect(sendSentence(cartSend({ state, reason }))).toBe(sentence);
    expect(sendTone(state)).toBe(tone);
  });

  it('shows a reason that it does not know as it came', () => {
    expect(reasonLabel('some_new_reason')).toBe('some new reason');
    expect(reasonLabel('constructor')).toBe('constructor');
  });
});

/** A new reason does not compile until it is here, and does not pass until the console has words for it. */
const ALL_REASONS: Readonly<Record<Reason, true>> = {
  no_address: true,
  no_consent: true,
  holdout: true,
  global_holdout: true,
  not_in_audience: true,
  entered_recently: true,
  exited: true,
  step_condition: true,
  not_allowed_here: true,
  daily_cap: true,
  address_bounced: true,
  address_complained: true,
  erased: true,
  other_cart: true,
  other_address: true,
  nothing_to_show: true,
  too_late: true,
  unrenderable: true,
  rejected: true,
  uncertain: true,
  unmerged: true,
  campaign_withdrawn: true,
};

it.each(Object.keys(ALL_REASONS))('%s has a sentence of its own', (reason) => {
  const sentence = sendSentence(cartSend({ reason, cartKey: undefined }));
  expect(sentence).not.toBe(`Not sent: ${reason.replaceAll('_', ' ')}`);
});

describe('durations, amounts and values', () => {
  it.each([
    [HOUR_MS, 'hour'],
    [24 * HOUR_MS, 'day'],
    [90 * 60_000, '1.5 hours'],
    [60_000, 'minute'],
    [30 * 60_000, '30 minutes'],
  ])('%i ms is "%s"', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });

  it('shows money in the currency, or plainly where none is known', () => {
    expect(amount(390_000, 'EUR')).toBe('€39.00');
    expect(amount(390_000)).toBe('39.00');
  });

  it('shows text as it is and everything else as JSON', () => {
    expect(valueText('<b>')).toBe('<b>');
    expect(valueText({ a: 1 })).toBe('{"a":1}');
  });
});
