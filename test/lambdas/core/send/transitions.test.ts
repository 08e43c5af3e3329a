import { describe, expect, it } from 'vitest';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import type { Send, SendState } from '../../../../lambdas/core/send/send.ts';
import {
  CLAIM_GRACE_MS,
  MAIL_REQUEST_TIMEOUT_MS,
  retryAfterMs,
  SEND_EMAIL_TIMEOUT_MS,
} from '../../../../lambdas/core/send/timing.ts';
import {
  claimed,
  ended,
  postponed,
  queuedAgain,
  type Reported,
  released,
  reported,
  unsettled,
} from '../../../../lambdas/core/send/transitions.ts';
import { NOON } from '../../../builders/profile.ts';
import { aSend } from '../../../builders/send.ts';

const MINUTE_MS = 60_000;
const claim = (row: Send) =>
  claimed(row, {
    ...{ claimId: 'c-1', at: NOON, address: 'ada@example.com', addressHash: addressHash('ada@example.com') },
    ...{ epoch: 0, subject: 'Hello', campaignVersion: 'v1', capDay: '2026-01-13' },
  });

describe('a send', () => {
  it('is left alone for longer than its sender can be at work', () => {
    expect(CLAIM_GRACE_MS).toBeGreaterThan(MAIL_REQUEST_TIMEOUT_MS + SEND_EMAIL_TIMEOUT_MS);
    expect(claim(aSend())).toMatchObject({ state: 'claimed', revision: 2, attempts: 1, wakeAt: NOON + CLAIM_GRACE_MS });
  });

  it('is queued again after 2 minutes, doubling to 15', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((queued) => retryAfterMs(queued) / MINUTE_MS)).toEqual([2, 2, 4, 8, 15, 15, 15]);
    expect(queuedAgain(aSend({ queued: 2 }), NOON)).toMatchObject({ queued: 3, wakeAt: NOON + 8 * MINUTE_MS });
  });

  it('starts its back-off anew once it waits again', () => {
    expect(postponed(aSend({ queued: 4 }), { wakeAt: NOON + 1 })).toMatchObject({
      queued: 0,
      wakeAt: NOON + 1,
      revision: 2,
    });
  });

  it('ends with a reason and wakes nobody', () => {
    const row = ended(aSend(), 'skipped', 'no_consent', NOON);
    expect(row).toMatchObject({ state: 'skipped', reason: 'no_consent', wakeAt: undefined, revision: 2 });
    expect(row.history.at(-1)).toEqual({ state: 'skipped', at: NOON, reason: 'no_consent' });
  });

  it('is parked by every ending after an uncertain attempt', () => {
    const uncertain = aSend({ uncertain: true });
    expect(ended(uncertain, 'expired', 'too_late', NOON)).toMatchObject({ state: 'parked', reason: 'too_late' });
    expect(released(claim(uncertain), 'rejected', NOON)).toMatchObject({ state: 'parked', reason: 'rejected' });
  });

  it.each([
    ['throttled', 2],
    ['paused', 15],
  ] as const)(
    'that SES certainly did not take (%s) is planned again, its unit of the cap returned',
    (outcome, minutes) => {
      expect(released(claim(aSend()), outcome, NOON)).toMatchObject({
        ...{ state: 'planned', attempts: 0, capDay: undefined, uncertain: false, wakeAt: NOON + minutes * MINUTE_MS },
      });
    },
  );

  it('that SES refuses has failed for good', () => {
    expect(released(claim(aSend()), 'rejected', NOON)).toMatchObject({
      ...{ state: 'failed', reason: 'rejected', capDay: undefined, wakeAt: undefined },
    });
  });

  it('unheard of is parked, where it is marketing, and keeps its unit of the cap', () => {
    expect(unsettled(claim(aSend()), NOON)).toMatchObject({
      ...{ state: 'parked', reason: 'uncertain', uncertain: true, wakeAt: undefined, capDay: '2026-01-13' },
    });
  });

  it('unheard of goes once more, where it is transactional, and only once', () => {
    const again = unsettled(claim(aSend({ transactional: true })), NOON);
    expect(again).toMatchObject({ state: 'planned', uncertain: true, attempts: 1 });
    expect(unsettled(claim(again), NOON)).toMatchObject({ state: 'parked', reason: 'uncertain', attempts: 2 });
  });

  it('keeps the last 30 things that happened to it', () => {
    let row = aSend();
    for (let index = 0; index < 40; index += 1) row = released(claim(row), 'throttled', NOON + index);
    expect(row.history).toHaveLength(30);
    expect(row.history.at(-1)).toEqual({ state: 'planned', at: NOON + 39 });
  });
});

describe('SES’s word', () => {
  const EARLY: readonly SendState[] = [
    'planned',
    'claimed',
    'skipped',
    'suppressed',
    'superseded',
    'expired',
    'parked',
    'failed',
  ];

  it.each(EARLY)('moves a send on from %s', (state) => {
    const row = reported(aSend({ state, reason: 'uncertain', wakeAt: NOON }), 'sent', NOON, 'ses-1');
    expect(row).toMatchObject({ state: 'sent', reason: undefined, wakeAt: undefined, sesMessageId: 'ses-1' });
  });

  const ORDERS: readonly (readonly Reported[])[] = [
    ['sent', 'delivered', 'complained'],
    ['sent', 'complained', 'delivered'],
    ['delivered', 'sent', 'complained'],
    ['delivered', 'complained', 'sent'],
    ['complained', 'sent', 'delivered'],
    ['complained', 'delivered', 'sent'],
    ['complained', 'complained', 'complained'],
  ];
  it.each(ORDERS)('leaves the same state in any order: %s, %s, %s', (...events) => {
    const end = events.reduce<Send>((row, event) => reported(row, event, NOON, 'ses-1') ?? row, claim(aSend()));
    expect(end.state).toBe('complained');
  });

  it('that came already changes nothing', () => {
    const sent = reported(claim(aSend()), 'sent', NOON, 'ses-1');
    expect(sent && reported(sent, 'sent', NOON + 1, 'ses-1')).toBeUndefined();
  });

  it('that it was refused after all is a failure, unless it was delivered', () => {
    const sent = reported(claim(aSend()), 'sent', NOON, 'ses-1') ?? aSend();
    expect(reported(sent, 'failed', NOON, 'ses-1')).toMatchObject({ state: 'failed', reason: 'rejected' });
    expect(reported({ ...sent, state: 'delivered' }, 'failed', NOON, 'ses-1')).toBeUndefined();
    expect(reported({ ...sent, state: 'failed' }, 'sent', NOON, 'ses-1')).toBeUndefined();
  });
});
