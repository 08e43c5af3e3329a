import { afterEach, describe, expect, it, vi } from 'vitest';
import { RING_SIZE } from '../../../lambdas/core/profile/dedupe.ts';
import type { ProfileChange } from '../../../lambdas/ports/profile-store.ts';
import { anEnricher } from '../../builders/enrich.ts';
import { aMessage } from '../../builders/record.ts';

const unsubscribed = (more: object = {}) =>
  aMessage({
    messageId: 'm-u',
    event: 'Unsubscribed',
    properties: { topic: 'promotions', email: 'ada@example.com' },
    ...more,
  });

describe('a crash at any moment', () => {
  it('cannot lose a change of mind: it is on the address before the profile says that it was folded', async () => {
    const consentsAtCommit: number[] = [];
    const enricher = anEnricher(({ profiles, consents }) => ({
      profiles: {
        ...profiles,
        commit: async (changes) => {
          consentsAtCommit.push(enricher.consents.consents.size);
          return profiles.commit(changes);
        },
      },
      consents,
    }));
    await enricher.take([unsubscribed()]);
    expect(consentsAtCommit).toEqual([1]);
  });

  it('cannot lose ids that leave the ring: they go in the one commit that shortens it', async () => {
    const commits: (readonly ProfileChange[])[] = [];
    const enricher = anEnricher(({ profiles }) => ({
      profiles: {
        ...profiles,
        commit: async (changes) => {
          commits.push(changes);
          return profiles.commit(changes);
        },
      },
    }));
    await enricher.take(Array.from({ length: 2 * RING_SIZE }, (_, n) => aMessage({ messageId: `m-${n}` })));
    expect(commits.map((changes) => changes.map(({ kind }) => kind))).toEqual([['state', 'chunk']]);
  });

  it('cannot split a person: a redelivery links what the first delivery did not name', async () => {
    const enricher = anEnricher();
    await enricher.take([aMessage({ messageId: 'm-1', userId: 'u-1' })]);
    await enricher.take([aMessage({ messageId: 'm-1', userId: 'u-1', anonymousId: 'a-1' })], 1);
    expect(enricher.profileOf('anonymous', 'a-1')?.id).toBe(enricher.profileOf('user', 'u-1')?.id);
    expect(enricher.metrics.total('EventsDuplicate')).toBe(1);
  });
});

describe('a failure', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is counted and reported, and says nothing of the person', async () => {
    const said: unknown[] = [];
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
      vi.spyOn(console, level).mockImplementation((...words) => void said.push(...words));
    const enricher = anEnricher(({ profiles }) => ({
      profiles: { ...profiles, commit: () => Promise.reject(new Error('cannot write ada@example.com')) },
    }));
    const { batchItemFailures } = await enricher.take([unsubscribed()]);
    expect(batchItemFailures).toEqual([{ itemIdentifier: '0' }]);
    expect(said).toEqual([]);
  });

  it('of several people is reported at the earliest record: Lambda comes again from there', async () => {
    const enricher = anEnricher(({ profiles }) => ({
      profiles: { ...profiles, commit: () => Promise.reject(new Error('down')) },
    }));
    const of = (userId: string) => aMessage({ messageId: `m-${userId}`, userId });
    const { batchItemFailures } = await enricher.take([of('u-1'), of('u-2'), of('u-3')], 5);
    expect(batchItemFailures).toEqual([{ itemIdentifier: '5' }]);
  });
});
