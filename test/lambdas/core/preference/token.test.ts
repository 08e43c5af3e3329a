import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toKeyRing } from '../../../../lambdas/adapters/key-ring.ts';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import { openToken, sealToken, TOKEN_LIFE_MS } from '../../../../lambdas/core/preference/token.ts';
import { aClaim, OTHER_SECRET, SECRET } from '../../../builders/preference.ts';
import { anIdentity, NOON } from '../../../builders/profile.ts';

const ringOf = (secrets: object) => toKeyRing(JSON.stringify(secrets));
const ring = ringOf({ current: 'k1', k1: SECRET });
const token = sealToken(ring, aClaim());
/** With the body of another claim under the first one's signature. */
const grafted = (body: string): string => [...token.split('.').slice(0, 2), ...body.split('.').slice(2)].join('.');

describe('a preference token', () => {
  it('opens what it was made for', () => {
    expect(openToken(ring, token, NOON)).toEqual(aClaim());
  });

  it('holds no address, fits into a URL as it is, and ends where no mail program cuts', () => {
    expect(token).toMatch(/^[\w.-]{100,250}[a-z0-9]$/);
    expect(token).not.toContain('ada');
    expect(encodeURIComponent(token)).toBe(token);
  });

  it.each([
    ['at once', 0, true],
    ['a year later', 365 * 86_400_000, true],
    ['on its last day', TOKEN_LIFE_MS, true],
    ['after it', TOKEN_LIFE_MS + 1, false],
    ['by a machine whose clock is a little behind', -60_000, true],
    ['by one that is as far behind as is borne', -300_000, true],
    ['before it was made', -300_001, false],
  ])('%s: opens %#', (_when, after, opens) => {
    expect(openToken(ring, token, NOON + after) !== undefined).toBe(opens);
  });

  it.each([
    ['another address', { address: addressHash('eve@example.com') }],
    ['another person', { profileId: anIdentity('eve') }],
    ['another topic', { topic: 'news' }],
    ['another time', { issuedAt: NOON + 1 }],
  ])('is refused with %s under its signature', (_what, other) => {
    const swapped = grafted(sealToken(ring, aClaim(other)));
    expect(swapped).not.toBe(token);
    expect(openToken(ring, swapped, NOON)).toBeUndefined();
    expect(openToken(ring, sealToken(ring, aClaim(other)), NOON + 1)).toEqual(aClaim(other));
  });

  it('is refused wherever one of its characters is another one', () => {
    for (let index = 0; index < token.length; index += 1) {
      for (const other of 'Az0-_.') {
        const forged = `${token.slice(0, index)}${other}${token.slice(index + 1)}`;
        if (forged !== token) expect(openToken(ring, forged, NOON)).toBeUndefined();
      }
    }
  });

  it('is refused cut short anywhere, or with more at its end', () => {
    for (let length = 0; length < token.length; length += 1)
      expect(openToken(ring, token.slice(0, length), NOON)).toBeUndefined();
    for (const more of ['.', '0', '.k1', ' ', '\n', '%20', 'a'.repeat(100_000)])
      expect(openToken(ring, token + more, NOON)).toBeUndefined();
  });

  it('is refused under another secret, and under another name of the same one', () => {
    expect(openToken(ringOf({ current: 'k1', k1: OTHER_SECRET }), token, NOON)).toBeUndefined();
    const both = ringOf({ current: 'k2', k1: SECRET, k2: SECRET });
    expect(openToken(both, token.replace(/^k1/, 'k2'), NOON)).toBeUndefined();
    expect(openToken(both, token, NOON)).toEqual(aClaim());
  });

  it('opens under an old key until that is retired; new ones are signed with the current', () => {
    const rotated = ringOf({ current: 'k2', k1: SECRET, k2: OTHER_SECRET });
    expect(openToken(rotated, token, NOON)).toEqual(aClaim());
    const fresh = sealToken(rotated, aClaim());
    expect(fresh).toMatch(/^k2\./);
    const retired = ringOf({ current: 'k2', k2: OTHER_SECRET });
    expect(openToken(retired, token, NOON)).toBeUndefined();
    expect(openToken(retired, fresh, NOON)).toEqual(aClaim());
  });

  it('is never opened by what somebody makes up', () => {
    const part = fc.string({ unit: fc.constantFrom(...'k1.AZaz09-_%/\u0000é'), maxLength: 60 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 8 }).map((parts) => parts.join('.')),
        ),
        (text) => {
          expect(openToken(ring, text, NOON)).toBeUndefined();
        },
      ),
      { numRuns: 2_000, seed: 24 },
    );
  });

  it('is made by no ring without a current key', () => {
    expect(() => sealToken({ current: 'k2', keys: ring.keys }, aClaim())).toThrow('lacks its current key');
  });

  it('is made for no topic that it could not carry', () => {
    for (const topic of ['', 'a.b', 'x'.repeat(65), 'ünï', 'a b'])
      expect(() => sealToken(ring, aClaim({ topic }))).toThrow('cannot carry');
  });
});

describe('a key ring', () => {
  it.each([
    ['no JSON', 'k1', 'no JSON object'],
    ['a list', '[]', 'no JSON object'],
    ['without a current key', JSON.stringify({ k1: SECRET }), 'lack their current one'],
    ['whose current key is not in it', JSON.stringify({ current: 'k2', k1: SECRET }), 'lack their current one'],
    ['with a secret that is short', JSON.stringify({ current: 'k1', k1: 'short' }), '32 characters'],
    ['with a key id that no token can carry', JSON.stringify({ current: 'K.1', 'K.1': SECRET }), '32 characters'],
  ])('%s is refused, and not quoted', (_what, text, reason) => {
    expect(() => toKeyRing(text)).toThrow(reason);
    expect(() => toKeyRing(text)).not.toThrow(SECRET);
  });
});
