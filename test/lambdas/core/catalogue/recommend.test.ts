import { describe, expect, it } from 'vitest';
import { isAvailable, rankNeighbours } from '../../../../lambdas/core/catalogue/recommend.ts';

const neighbours = new Map([
  ['tea', { boughtTogether: ['pot', 'cup'], viewedTogether: ['coffee'] }],
  ['mat', { boughtTogether: ['rug'], viewedTogether: ['cup', 'tea'] }],
]);

describe('recommendations', () => {
  it('put what is bought with an order first, without what was ordered', () => {
    expect(rankNeighbours({ had: ['tea'], viewed: ['mat'] }, neighbours)).toEqual(['cup', 'pot', 'coffee', 'rug']);
  });

  it('are the same whatever order the data come in', () => {
    const turned = new Map([...neighbours].reverse());
    const interest = { had: ['tea', 'mat'], viewed: [] };
    expect(rankNeighbours(interest, turned)).toEqual(rankNeighbours(interest, neighbours));
  });

  it('are none where nothing is known', () => {
    expect(rankNeighbours({ had: ['kettle'], viewed: [] }, neighbours)).toEqual([]);
  });

  it('take what is not known to be sold out as available', () => {
    const product = { id: 'p', name: 'P', origin: 'feed' } as const;
    expect([undefined, product, { ...product, stock: 2 }, { ...product, stock: 0 }].map(isAvailable)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
