import { describe, expect, it } from 'vitest';
import type { Priority } from '../../../../lambdas/core/campaign/campaign.ts';
import { capLimitOf } from '../../../../lambdas/core/campaign/cap-limit.ts';

const caps = { perDay: 4, keptFor: { high: 1, normal: 2 } };

describe('of an address’s daily cap', () => {
  it.each<[Priority | undefined, number]>([
    ['high', 4],
    ['normal', 3],
    [undefined, 3],
    ['low', 1],
  ])('a campaign of %s priority may use up %d', (priority, limit) => {
    expect(capLimitOf({ caps }, priority === undefined ? {} : { priority })).toBe(limit);
  });

  it('every campaign may use up all, where nothing is kept', () => {
    expect(capLimitOf({ caps: { perDay: 3 } }, { priority: 'low' })).toBe(3);
  });
});
