import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, isWithin, jsonBytes } from '../../../lambdas/core/json-bytes.ts';

/** Each takes another number of bytes as JSON: 1, 2, 2, 3, 4, 6, and 6 for half a pair. */
const characters = fc.constantFrom('a', '"', 'é', '漢', '😀', '\u0001', '\ud800');
const texts = fc.string({ unit: characters, maxLength: 60 });
const limits = fc.nat({ max: 120 });
const bytesOf = (text: string): number => jsonBytes(text) - 2;

describe('a text measured as JSON', () => {
  it.each<[unknown, number]>([
    ['a', 3],
    ['"', 4],
    ['\u0001', 8],
    ['漢', 5],
    ['😀', 6],
    [{ a: [1] }, 9],
    [undefined, 0],
  ])('%j takes %i bytes', (value, bytes) => expect(jsonBytes(value)).toBe(bytes));

  it('is within a limit exactly where its bytes are', () =>
    fc.assert(fc.property(texts, limits, (text, limit) => isWithin(text, limit) === bytesOf(text) <= limit)));

  it('is cut to the longest whole characters that the limit holds', () =>
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        const cut = cutText(text, limit);
        const [next] = text.slice(cut.length);
        expect(text.startsWith(cut)).toBe(true);
        expect(bytesOf(cut)).toBeLessThanOrEqual(limit);
        const whole = [...text].slice(0, [...cut].length + 1).join('');
        expect(next === undefined || bytesOf(whole) > limit).toBe(true);
      }),
    ));
});
