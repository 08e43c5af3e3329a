import { describe, expect, it } from 'vitest';
import { countFailure } from '../../../lambdas/steps/count-failure.ts';

describe('a failure that is counted', () => {
  it.each([
    ['an error', new TypeError('cannot read ada@example.com'), 'TypeError'],
    ['anything else that was thrown', 'ada@example.com', 'unknown'],
  ])('as %s says its kind, and nothing that it quotes', (_, thrown, Reason) => {
    const counted: unknown[] = [];
    const metrics = { count: (...words: unknown[]) => void counted.push(words), duration: () => {} };
    countFailure(metrics, 'decide-sends', thrown);
    expect(counted).toEqual([['RecordsFailed', 1, { Function: 'decide-sends', Reason }]]);
  });
});
