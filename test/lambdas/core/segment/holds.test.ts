import { describe, expect, it } from 'vitest';
import { toMoney } from '../../../../lambdas/core/profile/money.ts';
import { holds } from '../../../../lambdas/core/segment/holds.ts';
import type { HasTrait, Predicate } from '../../../../lambdas/core/segment/predicate.ts';
import { aCart, aProfile, NOON } from '../../../builders/profile.ts';

const HOUR_MS = 3_600_000;
const entry = { event: 'Product Added', at: NOON };
const context = { entry, now: NOON + HOUR_MS, zone: 'Europe/London' };
const shopper = aProfile({
  cart: aCart([{ quantity: 2, price: 10.1 }, { price: 4.8 }]),
  did: { 'Order Completed': NOON, 'Product Added': NOON, 'Product Viewed': NOON - HOUR_MS },
  traits: { plan: 'gold', visits: 3, opted: false },
});
const yes: Predicate = { did: 'Order Completed' };
const no: Predicate = { did: 'Nothing At All' };

describe('a condition', () => {
  it.each<[string, Predicate, boolean]>([
    ['did it', yes, true],
    ['never did it', no, false],
    ['did something named like a method', { did: 'toString' }, false],
    ['did it on the instant of entry', { did: 'Order Completed', since: 'entry' }, true],
    ['did it before entry', { did: 'Product Viewed', since: 'entry' }, false],
    ['the entry itself does not count as since entry', { did: 'Product Added', since: 'entry' }, false],
    ['did it within', { did: 'Order Completed', withinMs: HOUR_MS }, true],
    ['did it longer ago', { did: 'Order Completed', withinMs: HOUR_MS - 1 }, false],
    ['has the trait', { trait: 'plan' }, true],
    ['lacks the trait', { trait: 'tier' }, false],
    ['exists as asked', { trait: 'opted', exists: true }, true],
    ['is absent as asked', { trait: 'tier', exists: false }, true],
    ['is not absent', { trait: 'plan', exists: false }, false],
    ['equals', { trait: 'visits', equals: 3 }, true],
    ['equals false', { trait: 'opted', equals: false }, true],
    ['equals another type', { trait: 'visits', equals: '3' }, false],
    ['equals, of a trait it lacks', { trait: 'constructor', equals: 'x' }, false],
    ['cart total at least', { cart: 'total', atLeast: toMoney(25) }, true],
    ['cart total not at least', { cart: 'total', atLeast: toMoney(25.01) }, false],
    ['cart total at most', { cart: 'total', atMost: toMoney(24.99) }, false],
    ['cart count', { cart: 'count', equals: 3 }, true],
    ['all of none', { all: [] }, true],
    ['any of none', { any: [] }, false],
    ['all', { all: [yes, no] }, false],
    ['any', { any: [no, yes] }, true],
    ['not', { not: no }, true],
    ['nested', { all: [{ any: [no, yes] }, { not: { all: [no] } }] }, true],
  ])('%s', (_case, predicate, expected) => {
    expect(holds(predicate, shopper, context)).toBe(expected);
  });

  it('compares lists and objects by what is in them', () => {
    const value = { list: [1, 'two', null], nested: { yes: true } };
    const profile = { ...shopper, traits: { shape: { value, at: NOON, by: 'web:x' } } };
    const equals = (other: HasTrait['equals']) => holds({ trait: 'shape', equals: other }, profile, context);
    expect(equals({ nested: { yes: true }, list: [1, 'two', null] })).toBe(true);
    expect(equals({ nested: { yes: true }, list: [1, 'two'] })).toBe(false);
    expect(equals({ list: { 0: 1, 1: 'two', 2: null }, nested: { yes: true } })).toBe(false);
    expect(equals(null)).toBe(false);
  });
});
