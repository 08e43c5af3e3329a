import { describe, expect, it } from 'vitest';
import type { OncePer } from '../../../../lambdas/core/campaign/campaign.ts';
import { entryKeyOf } from '../../../../lambdas/core/campaign/entry-key.ts';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import { anApplied, anIdentity } from '../../../builders/profile.ts';

const ada = { profileId: anIdentity(), zone: 'Asia/Tokyo' };
const hash = addressHash('ada@example.com');
const keyOf = (oncePer: OncePer, given = {}, more = {}) =>
  entryKeyOf(oncePer, { applied: anApplied('Product Added', given), ...ada, ...more });

describe('an entry', () => {
  it('is the open cart', () => {
    expect(keyOf('cart')).toBe('cart:cart-1');
    expect(keyOf('cart', { cartKey: undefined })).toBeUndefined();
  });

  it('is the order, whoever reports it', () => {
    const browser = keyOf('order', { source: 'web', messageId: 'a', properties: { order_id: '17' } });
    expect(keyOf('order', { source: 'shop', messageId: 'b', properties: { order_id: 17 } })).toBe(browser);
    expect(keyOf('order', { properties: { order_id: '18' } })).not.toBe(browser);
  });

  it('is one order an address, so that a report without one takes nobody’s receipt', () => {
    const given = { properties: { order_id: '17' } };
    const addressed = keyOf('order', given, { addressHash: hash });
    expect(keyOf('order', given)).not.toBe(addressed);
    expect(keyOf('order', given, { addressHash: addressHash('bob@example.com') })).not.toBe(addressed);
    expect(keyOf('order', given, { addressHash: hash, profileId: anIdentity('other') })).toBe(addressed);
  });

  it.each([[{}], [{ order_id: '' }], [{ order_id: { nested: 1 } }]])(
    'is the event itself, where the order names no number: %j',
    (properties) => {
      expect(keyOf('order', { properties })).toBe(keyOf('event'));
    },
  );

  it('is the address, or else the profile', () => {
    expect(keyOf('address', {}, { addressHash: hash })).toBe(`address:${hash}`);
    expect(keyOf('address')).toBe(`profile:${ada.profileId}`);
  });

  it('is the recipient’s day', () => {
    expect(keyOf('day', { at: Date.parse('2026-01-13T14:59:00Z') })).toMatch(/2026-01-13$/);
    expect(keyOf('day', { at: Date.parse('2026-01-13T15:00:00Z') })).toMatch(/2026-01-14$/);
  });

  it('is the person and the product', () => {
    const mug = keyOf('product', { properties: { product_id: 'MR-001' } });
    expect(keyOf('product', { messageId: 'm-2', properties: { sku: 'MR-001' } })).toBe(mug);
    expect(keyOf('product', { properties: { product_id: 'MR-002' } })).not.toBe(mug);
    expect(keyOf('product', { properties: { product_id: 'MR-001' } }, { profileId: anIdentity('bob') })).not.toBe(mug);
    expect(keyOf('product', { properties: {} })).toBeUndefined();
  });
});
