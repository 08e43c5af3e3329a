import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../lambdas/core/event/event.ts';
import { applyMend } from '../../../../lambdas/core/failure/mend.ts';
import { readMend } from '../../../../lambdas/decode/mend-json.ts';

const PLACE = { shard: 'shard-0', sequence: '7', subSequence: 2 };
const WHEN = { event: 'Order Completed' };

const mended = (document: Json, ...steps: readonly object[]): Json => {
  const read = readMend({ when: WHEN, steps });
  if (read.kind !== 'mend') throw new Error(JSON.stringify(read.mistakes));
  return applyMend(document, read.mend, PLACE);
};
const parsed = (text: string): Json => JSON.parse(text);

describe('a step', () => {
  it.each<[string, Json, object, Json]>([
    ['set replaces', { a: 1 }, { set: '/a', value: 2 }, { a: 2 }],
    ['set makes the way to it', {}, { set: '/a/b', value: [1] }, { a: { b: [1] } }],
    ['set goes into every member', { a: [{}, { b: 1 }] }, { set: '/a/*/b', value: 2 }, { a: [{ b: 2 }, { b: 2 }] }],
    ['set makes no list', {}, { set: '/a/*/b', value: 2 }, {}],
    ['set does not enter text', { a: 'x' }, { set: '/a/b', value: 2 }, { a: 'x' }],
    ['default leaves what is there', { a: 0, b: null }, { default: '/a', value: 2 }, { a: 0, b: null }],
    ['default fills null', { b: null }, { default: '/b', value: 2 }, { b: 2 }],
    ['rename keeps the place', { a: 1, b: 2 }, { rename: '/a', to: 'c' }, { c: 1, b: 2 }],
    ['rename leaves a name that is taken', { a: 1, b: 2 }, { rename: '/a', to: 'b' }, { a: 1, b: 2 }],
    ['rename in every member', { l: [{ a: 1 }, 2] }, { rename: '/l/*/a', to: 'b' }, { l: [{ b: 1 }, 2] }],
    ['convert to a number', { a: ' 12.50' }, { convert: '/a', to: 'number' }, { a: 12.5 }],
    ['convert leaves what is no number', { a: '12,50 EUR' }, { convert: '/a', to: 'number' }, { a: '12,50 EUR' }],
    ['convert leaves emptiness', { a: '' }, { convert: '/a', to: 'number' }, { a: '' }],
    ['convert to text', { a: 7 }, { convert: '/a', to: 'string' }, { a: '7' }],
    ['convert to a truth', { a: 'YES', b: 0 }, { convert: '/a', to: 'boolean' }, { a: true, b: 0 }],
    ['convert a nought to a truth', { a: 0 }, { convert: '/a', to: 'boolean' }, { a: false }],
    ['convert seconds', { a: '1700000000' }, { convert: '/a', to: 'timestamp' }, { a: '2023-11-14T22:13:20.000Z' }],
    [
      'convert milliseconds',
      { a: 1700000000123 },
      { convert: '/a', to: 'timestamp' },
      { a: '2023-11-14T22:13:20.123Z' },
    ],
    ['convert nothing', {}, { convert: '/a', to: 'number' }, {}],
    ['remove', { a: 1, b: 2 }, { remove: '/a' }, { b: 2 }],
    ['remove from a list', { a: [1, 2, 3] }, { remove: '/a/1' }, { a: [1, 3] }],
    ['remove what is not there', { b: 2 }, { remove: '/a/x' }, { b: 2 }],
    ['remove below a list', { a: [{ b: 1 }, { c: 2 }] }, { remove: '/a/*/b' }, { a: [{}, { c: 2 }] }],
    [
      'name gives an id of the place',
      { type: 'track' },
      { name: '/messageId', from: 'position' },
      { type: 'track', messageId: 'shard-0-7-2' },
    ],
    ['name leaves an id', { messageId: 'm-1' }, { name: '/messageId', from: 'position' }, { messageId: 'm-1' }],
    ['a pointer with a slash and a tilde', { 'a/b~': 1 }, { remove: '/a~1b~0' }, {}],
  ])('%s', (_, document, step, expected) => {
    const before = JSON.stringify(document);
    expect(mended(document, step)).toEqual(expected);
    expect(JSON.stringify(document)).toBe(before);
  });

  it('takes away what would reach a prototype, and cannot put it there', () => {
    expect(
      JSON.stringify(
        mended(parsed('{"traits":{"__proto__":{"isAdmin":true},"a":1}}'), { remove: '/traits/__proto__' }),
      ),
    ).toBe('{"traits":{"a":1}}');
    const made = mended({}, { set: '/__proto__/isAdmin', value: true });
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(JSON.stringify(made)).toBe('{"__proto__":{"isAdmin":true}}');
  });

  it('comes to the same when it is taken twice', () => {
    const steps = [
      { convert: '/a', to: 'number' },
      { rename: '/b', to: 'c' },
      { default: '/d', value: 1 },
      { remove: '/e' },
    ];
    const once = mended({ a: '1', b: 2, e: 3 }, ...steps);
    expect(mended(once, ...steps)).toEqual(once);
  });
});

describe('a mistake in a mend', () => {
  it.each<[string, unknown, string, string]>([
    ['no condition', { when: {}, steps: [{ remove: '/a' }] }, 'when', 'names nothing'],
    [
      'an unknown reason',
      { when: { reason: 'bad_luck' }, steps: [{ remove: '/a' }] },
      'when.reason',
      'expected one of',
    ],
    ['no step', { when: WHEN, steps: [] }, 'steps', '>=1'],
    ['an unknown step', { when: WHEN, steps: [{ delete: '/a' }] }, 'steps.0', 'begin it with set, default'],
    ['a step that is none', { when: WHEN, steps: ['remove'] }, 'steps.0', 'begin it with'],
    ['no path', { when: WHEN, steps: [{ remove: 'a.b' }] }, 'steps.0.remove', 'write /properties/total'],
    ['an unknown conversion', { when: WHEN, steps: [{ convert: '/a', to: 'money' }] }, 'steps.0.to', '"timestamp"'],
    ['a step without its value', { when: WHEN, steps: [{ set: '/a' }] }, 'steps.0.value', 'is missing'],
    ['another message id', { when: WHEN, steps: [{ set: '/messageId', value: 'x' }] }, 'steps.0.set', 'count twice'],
    ['another source', { when: WHEN, steps: [{ remove: '/source' }] }, 'steps.0.remove', 'count twice'],
    ['too long a value', { when: WHEN, steps: [{ set: '/a', value: 'x'.repeat(10_001) }] }, 'steps.0.value', '10000'],
    ['too many steps', { when: WHEN, steps: Array.from({ length: 51 }, () => ({ remove: '/a' })) }, 'steps', '<=50'],
  ])('%s: is told with its place', (_, written, path, message) => {
    const read = readMend(written);
    const mistakes = read.kind === 'mistakes' ? read.mistakes.map((one) => [one.path.join('.'), one.message]) : [];
    expect(mistakes).toContainEqual([path, expect.stringContaining(message)]);
  });
});
