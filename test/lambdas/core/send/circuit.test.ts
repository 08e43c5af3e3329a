import { describe, expect, it } from 'vitest';
import { countsSince, nextCircuit } from '../../../../lambdas/core/send/circuit.ts';
import { NO_RECEPTION, receptionOf, sumOf } from '../../../../lambdas/core/send/sending-health.ts';
import { DAY_MS, HOUR_MS } from '../../../builders/campaign.ts';
import { aHold } from '../../../builders/hold.ts';
import { NOON } from '../../../builders/profile.ts';

const thresholds = { bounceRate: 0.03, complaintRate: 0.0008 };
const open = aHold({ name: 'circuit', by: 'circuit-breaker', at: NOON - HOUR_MS });
const received = (mails: number, bounced = 0, complained = 0) => ({ mails, bounced, complained });

describe('the circuit', () => {
  it.each([
    ['no mail', NO_RECEPTION, false],
    ['3 % bounces', received(1_000, 30), true],
    ['a little less', received(1_001, 30), false],
    ['nine bounces of nine: too few to say', received(9, 9), false],
    ['ten of ten', received(10, 10), true],
    ['0.08 % complaints', received(5_000, 0, 4), true],
    ['a little less', received(5_001, 0, 4), false],
    ['two complaints about three mails: too few to say', received(3, 0, 2), false],
    ['three about three thousand', received(3_000, 0, 3), true],
    ['more complaints than mails heard of, as after a reset', received(1, 0, 3), true],
  ])('%s: opens %s', (_, reception, opens) => {
    expect(nextCircuit([], reception, thresholds, NOON)?.name === 'circuit').toBe(opens);
  });

  it('says why, in numbers', () => {
    expect(nextCircuit([], received(1_200, 41), thresholds, NOON)).toEqual({
      ...{ name: 'circuit', at: NOON, by: 'circuit-breaker' },
      reason: '41 of 1200 mails bounced: 3.42 %, and it opens at 3 %',
    });
    expect(nextCircuit([], received(2_000, 0, 3), thresholds, NOON)?.reason).toBe(
      '3 complaints about 2000 mails: 0.15 %, and it opens at 0.08 %',
    );
  });

  it.each([
    ['as bad as before', received(1_000, 30), false],
    ['just below where it opened', received(1_000, 29), false],
    ['below half of it', received(2_001, 30), true],
    ['bounces are over, complaints are not', received(3_000, 0, 3), false],
    ['the day is over', NO_RECEPTION, true],
  ])('that is open, %s: closes %s', (_, reception, closes) => {
    const next = nextCircuit([open], reception, thresholds, NOON);
    expect(next).toEqual(closes ? { ...open, lifted: { at: NOON, by: 'circuit-breaker' } } : undefined);
  });

  it('that somebody closed counts from then on alone, and opens again only for what comes after', () => {
    const closed = { ...open, lifted: { at: NOON, by: 'ada' } };
    expect(countsSince([closed], NOON + HOUR_MS)).toBe(NOON);
    expect(countsSince([closed], NOON + 2 * DAY_MS)).toBe(NOON + DAY_MS);
    expect(countsSince([open], NOON)).toBe(NOON - DAY_MS);
    expect(nextCircuit([closed], received(100, 50), thresholds, NOON + 1)).toMatchObject({ at: NOON + 1 });
    expect(nextCircuit([closed], received(100, 5), thresholds, NOON + 1)).toBeUndefined();
  });
});

describe('reception', () => {
  it.each([
    ['claimed', 'sent', [0, 0, 0]],
    ['sent', 'delivered', [1, 0, 0]],
    ['parked', 'delivered', [1, 0, 0]],
    ['sent', 'bounced', [1, 1, 0]],
    ['delivered', 'bounced', [0, 1, 0]],
    ['delivered', 'complained', [0, 0, 1]],
    ['sent', 'complained', [1, 0, 1]],
    ['bounced', 'complained', [0, 0, 1]],
    ['delivered', 'delivered', [0, 0, 0]],
    ['complained', 'complained', [0, 0, 0]],
  ] as const)('from %s to %s counts mails, bounces, complaints: %j', (before, after, expected) => {
    const { mails, bounced, complained } = receptionOf({ state: before }, { state: after }, true);
    expect([mails, bounced, complained]).toEqual(expected);
  });

  it.each(['bounced', 'complained'] as const)(
    'of a mail that %s and that SES counts for nothing is a mail',
    (state) => {
      expect(receptionOf({ state: 'sent' }, { state }, false)).toEqual(received(1));
    },
  );

  it('adds up', () => {
    expect(sumOf([received(1, 2, 3), received(10, 20, 30)])).toEqual(received(11, 22, 33));
    expect(sumOf([])).toEqual(NO_RECEPTION);
  });
});
