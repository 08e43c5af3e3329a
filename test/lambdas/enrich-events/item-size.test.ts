import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFailedEvent } from '../../../lambdas/decode/failed-event-json.ts';
import { itemBytes } from '../../../lambdas/decode/state-item.ts';
import { anEnricher } from '../../builders/enrich.ts';
import { DEAR_CHARACTERS, hostileMessage, sayings } from '../../builders/hostile.ts';

const DYNAMO_ITEM_BYTES = 400 * 1024;

/** How often each must be said to fill all the places that it has on a profile. */
const TIMES: Readonly<Record<string, number>> = {
  ...{
    named: 105,
    viewed: 25,
    added: 45,
    ordered: 25,
    subscribed: 105,
    identified: 3,
    opened: 2,
    moved: 60,
    renamed: 60,
  },
};

/** Hands batches over and tells what became of them, and how large the largest item was that was ever written. */
const enrich = async (batches: readonly (readonly object[])[]) => {
  const enricher = anEnricher();
  let largestBytes = 0;
  enricher.profiles.onWrite(({ after }) => {
    largestBytes = Math.max(largestBytes, itemBytes(after));
  });
  for (const [n, batch] of batches.entries())
    expect((await enricher.take(batch, n * 10_000)).batchItemFailures).toEqual([]);
  const [received, applied, duplicates] = ['EventsReceived', 'EventsApplied', 'EventsDuplicate'].map(
    enricher.metrics.total,
  );
  const reasons = [...enricher.failed.objects.values()].map(
    (bytes) => readFailedEvent(Buffer.from(bytes).toString())?.reason,
  );
  return { largestBytes, received, applied, duplicates, reasons };
};

describe('a profile never outgrows an item of DynamoDB', () => {
  it.each(DEAR_CHARACTERS)('though every one of its places is filled with %j', async (character) => {
    let number = 0;
    const messages = Object.entries(sayings).flatMap(([kind, saying]) =>
      Array.from({ length: TIMES[kind] ?? 0 }, () => hostileMessage(saying, number++, character, 'mallory')),
    );
    const { largestBytes, received, applied, reasons } = await enrich([messages.slice(0, 300), messages.slice(300)]);
    expect(reasons).toEqual([]);
    expect([received, applied]).toEqual([messages.length, messages.length]);
    expect(largestBytes).toBeLessThan(DYNAMO_ITEM_BYTES);
  });

  it('in any sequence of what is accepted, of one person or several who turn out to be one', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(
            fc.tuple(
              fc.constantFrom(...Object.keys(sayings)),
              fc.constantFrom(...DEAR_CHARACTERS),
              fc.constantFrom('mallory', 'oscar'),
              fc.integer({ min: 1, max: 30 }),
            ),
            { minLength: 1, maxLength: 12 },
          ),
          { minLength: 1, maxLength: 3 },
        ),
        async (plan) => {
          let number = 0;
          const batches = plan.map((acts) =>
            acts.flatMap(([kind, character, userId, times]) =>
              Array.from({ length: times }, () => {
                number += 1;
                return hostileMessage(sayings[kind] ?? (() => ({})), number, character, userId);
              }),
            ),
          );
          const { largestBytes, received, applied, duplicates, reasons } = await enrich(batches);
          expect(reasons.filter((reason) => reason !== 'unwritable')).toEqual([]);
          expect((applied ?? 0) + (duplicates ?? 0) + reasons.length).toBe(received);
          expect(largestBytes).toBeLessThanOrEqual(DYNAMO_ITEM_BYTES);
        },
      ),
      { numRuns: 6 },
    ));
});
