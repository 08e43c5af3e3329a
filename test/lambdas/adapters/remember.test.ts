import { describe, expect, it } from 'vitest';
import { remember } from '../../../lambdas/adapters/remember.ts';

describe('what is remembered', () => {
  it('is asked once while it is asked for, also where the answer is nothing', () => {
    const asked: string[] = [];
    const answer = remember<string | undefined>((text) => void asked.push(text) as undefined, 2);
    for (const text of ['a', 'a', 'b', 'a', 'c', 'a', 'd', 'e', 'f', 'a']) answer(text);
    expect(asked).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'a']);
  });
});
