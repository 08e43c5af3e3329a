import { describe, expect, it } from 'vitest';
import { holdOn, isInForce } from '../../../../lambdas/core/send/hold.ts';
import { aHold } from '../../../builders/hold.ts';
import { NOON } from '../../../builders/profile.ts';

const cart = { campaign: 'cart-abandoned', transactional: false, entryKey: 'broadcast:run-1:address' };
const receipt = { campaign: 'order-confirmation', transactional: true, entryKey: 'order:1' };

describe('a hold', () => {
  it.each([
    ['campaign:cart-abandoned', true, false],
    ['campaign:order-confirmation', false, true],
    ['campaign:cart', false, false],
    ['broadcast:run-1', true, false],
    ['broadcast:run', false, false],
    ['marketing', true, false],
    ['circuit', true, false],
    ['ses', true, true],
  ] as const)('%s keeps back marketing: %s, receipts: %s', (name, marketing, transactional) => {
    const holds = [aHold({ name })];
    expect([holdOn(cart, holds, NOON), holdOn(receipt, holds, NOON)].map((hold) => hold !== undefined)).toEqual([
      marketing,
      transactional,
    ]);
  });

  it('ends when it is lifted, or by itself', () => {
    expect(isInForce(aHold(), NOON + 1e12)).toBe(true);
    expect(isInForce(aHold({ lifted: { at: NOON, by: 'ben' } }), NOON)).toBe(false);
    expect(isInForce(aHold({ until: NOON + 5 }), NOON + 4)).toBe(true);
    expect(isInForce(aHold({ until: NOON + 5 }), NOON + 5)).toBe(false);
  });

  it('is found behind others that are over or of other mail', () => {
    const holds = [aHold({ until: NOON }), aHold({ name: 'campaign:welcome' }), aHold({ name: 'marketing' })];
    expect(holdOn(cart, holds, NOON)?.name).toBe('marketing');
  });
});
