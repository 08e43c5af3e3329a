import { describe, expect, it } from 'vitest';
import { memoryCatalogue } from '../../../../lambdas/adapters/memory/memory-catalogue.ts';

describe('the catalogue in memory', () => {
  it('knows what was put, and nothing else', async () => {
    const catalogue = memoryCatalogue();
    await catalogue.put({
      products: [{ id: 'mug', name: 'Mug', origin: 'feed' }],
      neighbours: new Map([['mug', { boughtTogether: ['bowl'], viewedTogether: [] }]]),
      bestsellers: ['mug'],
    });
    expect([...(await catalogue.products(['mug', 'lamp'])).keys()]).toEqual(['mug']);
    expect((await catalogue.neighbours(['mug', 'lamp'])).get('mug')?.boughtTogether).toEqual(['bowl']);
    expect(await catalogue.bestsellers()).toEqual(['mug']);
  });

  it.each([
    ['feed', 'events', 'first'],
    ['events', 'events', 'second'],
    ['events', 'feed', 'second'],
    ['feed', 'feed', 'second'],
  ] as const)('after a word of %s and one of %s keeps the %s', async (one, other, kept) => {
    const catalogue = memoryCatalogue();
    await catalogue.put({ products: [{ id: 'mug', name: 'first', origin: one }] });
    await catalogue.put({ products: [{ id: 'mug', name: 'second', origin: other }] });
    expect((await catalogue.products(['mug'])).get('mug')?.name).toBe(kept);
  });

  it('keeps what a put does not speak of', async () => {
    const catalogue = memoryCatalogue();
    await catalogue.put({ bestsellers: ['mug'] });
    await catalogue.put({ products: [] });
    expect(await catalogue.bestsellers()).toEqual(['mug']);
  });
});
